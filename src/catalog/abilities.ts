import type { Abilities, DialectName } from './catalog.ts'

/** What each database can do in one statement. */
export const abilities: Readonly<Record<DialectName, Abilities>> = {
  postgres: { nestsPages: true, answersInserts: true },
  sqlite: { nestsPages: true, answersInserts: true },
  mariadb: { nestsPages: false, answersInserts: true },
  mysql: { nestsPages: true, answersInserts: false },
}
