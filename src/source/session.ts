/**
 * What a viewer's statements run with in PostgreSQL, for policies that the database has itself. It holds for one transaction:
 * the connection goes back without it.
 */
export interface Session {
  /** The database role: `SET LOCAL ROLE`. Absent: the one that the source connects with. */
  readonly role?: string
  /** Settings by name, such as `app.user_id`: `SET LOCAL`. Policies read them with `current_setting`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

/** By source: what makes a session of the config's context. */
export type Sessions = ReadonlyMap<string, (context: unknown) => Session>
