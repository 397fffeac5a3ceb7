import { createConnection } from 'mysql2/promise'

/** The MariaDB or MySQL server that tests may make databases on. */
export interface FoundMariadb {
  /** `mysql://…`, with the right to create databases. */
  readonly url: string
}

/**
 * The server of HEDDLE_TEST_MARIADB_URL, or the one that listens on this machine and lets its root in without a password.
 * Never throws.
 */
export async function findMariadb(): Promise<FoundMariadb | { readonly unavailable: string }> {
  const url = process.env['HEDDLE_TEST_MARIADB_URL'] || 'mysql://root@127.0.0.1:3306/'
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 })
    await connection.end()
    return { url }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { unavailable: `No MariaDB answers (${reason}); HEDDLE_TEST_MARIADB_URL can name one.` }
  }
}
