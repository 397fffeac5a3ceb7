import type { DialectName } from '../catalog/catalog.ts'

/** How a server is asked how many connections it lets one user have to one database. */
export interface Capacity {
  /** One row: name, connections; name, connections; … of each limit that there is. Null or below zero: no limit. */
  readonly query: string
}

const mariadb: Capacity = {
  query: `select 'max_connections', @@max_connections, 'max_user_connections', nullif(@@max_user_connections, 0)`,
}

/** By dialect; null where there is no server. */
export const capacities: Readonly<Record<DialectName, Capacity | null>> = {
  postgres: {
    query: `select 'max_connections without superuser_reserved_connections',
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
      'the role''s connection limit', (select rolconnlimit from pg_roles where rolname = current_user),
      'the database''s connection limit', (select datconnlimit from pg_database where datname = current_database())`,
  },
  mariadb,
  mysql: mariadb,
  sqlite: null,
}
