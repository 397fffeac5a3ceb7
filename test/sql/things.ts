import type { Column } from '../../src/catalog/catalog.ts'
import { catalogOf, column, enumOf, table } from '../support/catalog-factory.ts'
import { openPostgres, openSqlite, type TestDatabase } from './support.ts'

/** A table with a column of each kind, in PostgreSQL and in SQLite. */

const nullable = { nullable: true } as const

/** The columns of both databases; types where they differ. */
export function columns(dialect: 'postgres' | 'sqlite'): Column[] {
  const typed = (postgres: object, sqlite: object) => ({
    ...nullable,
    type: dialect === 'postgres' ? postgres : sqlite,
  })
  return [
    column('id', 'int', { type: { sqlType: dialect === 'postgres' ? 'integer' : 'INTEGER' } }),
    column('whole', 'int', typed({ sqlType: 'integer' }, { sqlType: 'INT' })),
    column('big', 'bigint', typed({ sqlType: 'bigint' }, { sqlType: 'BIGINT' })),
    column(
      'price',
      'decimal',
      typed({ sqlType: 'numeric(12,2)', precision: 12, scale: 2 }, { precision: 12, scale: 2, storage: 'real' }),
    ),
    column('real', 'float', typed({ sqlType: 'double precision' }, { sqlType: 'REAL' })),
    column('text', 'string', typed({ sqlType: 'text' }, { sqlType: 'TEXT' })),
    column('flag', 'boolean', typed({ sqlType: 'boolean' }, { storage: 'integer' })),
    column('uid', 'uuid', typed({ sqlType: 'uuid' }, { storage: 'text' })),
    column('day', 'date', typed({ sqlType: 'date' }, { storage: 'text' })),
    column('clock', 'time', typed({ sqlType: 'time' }, { storage: 'text' })),
    column('moment', 'dateTime', typed({ sqlType: 'timestamp with time zone' }, { storage: 'text' })),
    column('local', 'localDateTime', typed({ sqlType: 'timestamp without time zone' }, { storage: 'text' })),
    column('data', 'json', typed({ sqlType: 'jsonb' }, { storage: 'text' })),
    column('raw', 'bytes', typed({ sqlType: 'bytea' }, { sqlType: 'BLOB' })),
    column('mood', 'enum', typed({ sqlType: 'mood', enum: 'Mood' }, { enum: 'Mood', sqlType: 'TEXT' })),
  ]
}

export const names = columns('postgres').map(({ name }) => name)
const mood = { ...enumOf('Mood', 'sad', 'ok', 'very happy') }
export const moods = { ...mood, values: mood.values.map((item) => ({ ...item, name: item.value.replace(' ', '_') })) }
export const catalogFor = (dialect: 'postgres' | 'sqlite') =>
  catalogOf([table('s.things', 'Thing', columns(dialect))], { dialects: { s: dialect }, enums: [moods] })

const setup = {
  postgres: `
    create type mood as enum ('sad', 'ok', 'very happy', 'new');
    create table things (id int primary key, whole int, big bigint, price numeric(12,2), "real" float8, "text" text,
      flag boolean, uid uuid, day date, clock time, moment timestamptz, local timestamp, data jsonb, raw bytea, mood mood);
  `,
  sqlite: `
    create table things (id integer primary key, whole int, big bigint, price numeric(12,2), "real" real, "text" text,
      flag boolean, uid uuid, day date, clock time, moment timestamptz, local datetime, data json, raw blob, mood text);
  `,
}

/** Both databases, PostgreSQL first. */
export async function openThings(): Promise<TestDatabase[]> {
  const databases = [await openPostgres(), openSqlite()]
  for (const database of databases) await database.exec(setup[database.dialect])
  return databases
}

/** Inserts a row by literals that both databases read. */
export async function insert(database: TestDatabase, row: Record<string, string>): Promise<void> {
  const keys = Object.keys(row).map((name) => `"${name}"`)
  await database.exec(`delete from things; insert into things (${keys}) values (${Object.values(row)})`)
}

/** A literal of bytes. */
export const bytes = (database: TestDatabase, hex: string) =>
  database.dialect === 'postgres' ? `'\\x${hex}'` : `x'${hex}'`
