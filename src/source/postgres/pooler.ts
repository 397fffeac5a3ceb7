/**
 * What stands between Heddle and a PostgreSQL server. Behind a pooler in *transaction* mode (PgBouncer), a session lasts for
 * one transaction: what is set for longer, or prepared, is somebody else's by then. In *session* mode it is as if there were
 * none.
 */
export type Pooler = (typeof poolers)[number]

export const poolers = ['none', 'session', 'transaction'] as const

/** Asks which process of the server answers. */
export const backendText = 'select pg_backend_pid()::text'

/**
 * Tells by the key for cancelling: a server's holds the process that answers, a pooler's is the pooler's own. Which mode it is
 * in cannot be seen, so it is taken for the one that promises less.
 */
export function findPooler(keyPid: number, answeredPid: string | null): Pooler {
  return String(keyPid) === answeredPid ? 'none' : 'transaction'
}
