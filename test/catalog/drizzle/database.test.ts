/** The demo's schemas against databases that their migrations made. */
import { readFileSync, readdirSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as accounts from '../../../schema/accounts.ts'
import * as catalog from '../../../schema/catalog.ts'
import * as shop from '../../../schema/shop.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from '../../../src/catalog/description.ts'
import { completeDescription } from '../../../src/catalog/drizzle/complete-description.ts'
import { describeDrizzle } from '../../../src/catalog/drizzle/describe-drizzle.ts'
import { describePglite, describeSqlite } from '../databases.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

function migrations(source: string): string {
  const folder = new URL(`../../../drizzle/${source}/`, import.meta.url)
  const steps = readdirSync(folder).sort()
  return steps.map((step) => readFileSync(new URL(`${step}/migration.sql`, folder), 'utf8')).join('\n')
}

/** What both ways of describing must agree on: all but names in code, comments and collations, in one order. */
function facts(source: SourceDescription): unknown {
  const column = ({ sqlName, type, enumValues, nullable, hasDefault, generated }: ColumnDescription) => {
    const { kind, precision, scale } = type
    return { sqlName, kind, precision, scale, enumValues, nullable, hasDefault, generated }
  }
  const sorted = (lists: readonly unknown[]) => lists.map((list) => JSON.stringify(list)).sort()
  const table = ({
    kind,
    sqlSchema,
    sqlName,
    columns,
    primaryKey,
    uniques,
    indexes,
    foreignKeys,
  }: TableDescription) => ({
    ...{ kind, sqlSchema, sqlName, primaryKey, columns: columns.map(column) },
    ...{ uniques: sorted(uniques), indexes: sorted(indexes), foreignKeys: sorted(foreignKeys) },
  })
  return source.tables.map(table).sort((a, b) => (a.sqlName < b.sqlName ? -1 : 1))
}

test('a PostgreSQL schema in Drizzle is described as the database that its migrations make', async () => {
  const described = describeDrizzle({ name: 'accounts', dialect: 'postgres', schema: accounts, readOnly: false })
  expect(facts(described)).toEqual(facts(await describePglite(database, migrations('accounts'))))
})

test('a SQLite schema in Drizzle is described as the database that its migrations make, but for what Drizzle alone knows', async () => {
  for (const [name, schema] of [
    ['shop', shop],
    ['catalog', catalog],
  ] as const) {
    const described = describeDrizzle({ name, dialect: 'sqlite', schema, readOnly: false })
    const found = await describeSqlite(migrations(name), { name })
    // An enum, an instant and a boolean are conventions of the schema: the database sees text and integers.
    const modes: readonly string[] = ['enum', 'dateTime', 'boolean']
    const tables = found.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => {
        const own = described.tables.find((other) => other.sqlName === table.sqlName)
        const declared = own?.columns.find((other) => other.sqlName === column.sqlName)
        if (!declared || !modes.includes(declared.type.kind)) return column
        const { type, enumValues } = declared
        return { ...column, type, ...(enumValues ? { enumValues } : {}) }
      }),
    }))
    expect(facts(described), name).toEqual(facts({ ...found, tables }))
  }
})

test('comments and collations come from the database; what it lacks is noticed', async () => {
  const described = describeDrizzle({ name: 'accounts', dialect: 'postgres', schema: accounts, readOnly: false })
  const found = await describePglite(
    database,
    `create type user_role as enum ('admin', 'member');
     create table users (id int primary key, email text collate "C", name text, country text, role user_role);
     comment on table users is 'People who can sign in.';
     comment on column users.email is 'Unique.';
     comment on type user_role is 'What they may do.'`,
  )
  const completed = completeDescription(described, found)
  const [addresses, users] = completed.tables
  expect(users).toMatchObject({ name: 'users', comment: 'People who can sign in.', primaryKey: ['id'] })
  const column = (name: string) => users?.columns.find((candidate) => candidate.name === name)
  expect(column('email')).toMatchObject({
    comment: 'Unique.',
    nullable: false,
    type: { kind: 'string', collation: 'C' },
  })
  expect(column('role')).toMatchObject({ comment: null, enumComment: 'What they may do.' })
  expect(column('createdAt')).toEqual(described.tables[1]?.columns.find((candidate) => candidate.name === 'createdAt'))
  expect(addresses).toEqual(described.tables[0])
  expect(completed.notices).toEqual([
    expect.stringMatching(/^accounts\.addresses: .* no such table/),
    expect.stringMatching(/^accounts\.users\.created_at: .* no such column/),
  ])
})
