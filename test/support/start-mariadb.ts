import { createConnection } from 'mysql2/promise'

/** The MariaDB or MySQL server that tests may make databases on. */
export interface FoundMariadb {
  /** `mysql://…`, with the right to create databases. */
  readonly url: string
}

type Found = FoundMariadb | { readonly unavailable: string }

/**
 * The server of HEDDLE_TEST_MARIADB_URL, or the one that listens on this machine and lets its root in without a password.
 * Never throws.
 */
export function findMariadb(): Promise<Found> {
  const url = process.env['HEDDLE_TEST_MARIADB_URL'] || 'mysql://root@127.0.0.1:3306/'
  return find(url, 'No MariaDB answers', 'HEDDLE_TEST_MARIADB_URL can name one')
}

/** The server of HEDDLE_TEST_MYSQL_URL. Debian has no MySQL to install, so that most machines have none. Never throws. */
export async function findMysql(): Promise<Found> {
  const url = process.env['HEDDLE_TEST_MYSQL_URL']
  if (!url) return { unavailable: 'HEDDLE_TEST_MYSQL_URL names no MySQL server' }
  return find(url, 'No MySQL answers', 'HEDDLE_TEST_MYSQL_URL names it')
}

async function find(url: string, what: string, how: string): Promise<Found> {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 })
    await connection.end()
    return { url }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { unavailable: `${what} (${reason}); ${how}.` }
  }
}
