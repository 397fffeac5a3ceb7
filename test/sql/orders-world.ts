import { afterAll, beforeAll, expect } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { Fetch, OrderTerm, RowSet, Seek, View } from '../../src/plan/plan.ts'
import { catalogOf, column, enumOf, key, relation, table } from '../support/catalog-factory.ts'
import { answerOf, list, object, openPostgres, openSqlite, rootFetch, rowSet, type TestDatabase } from './support.ts'

const nullable = { nullable: true } as const

export function catalogFor(dialect: 'postgres' | 'sqlite', indexed = true): Catalog {
  const sqlite = dialect === 'sqlite'
  const link = { kind: 'link', nullable: true, indexed } as const
  return catalogOf(
    [
      table(
        's.users',
        'User',
        [column('id', 'int', { type: { sqlType: sqlite ? 'INTEGER' : 'integer' } }), column('name', 'string')],
        {
          relations: [
            relation('orders', 'many', 's.orders', { id: 'userId' }, { indexed }),
            relation('best', 'one', 's.orders', { id: 'userId' }),
          ],
        },
      ),
      table(
        's.orders',
        'Order',
        [
          column('id', 'int', { type: { sqlType: sqlite ? 'INTEGER' : 'integer' } }),
          column('userId', 'int', nullable),
          column('n', 'string', nullable),
          column('total', 'decimal', {
            ...nullable,
            type: { precision: 8, scale: 2, ...(sqlite ? { storage: 'real' } : {}) },
          }),
          column('at', 'dateTime', { ...nullable, type: sqlite ? { storage: 'text' } : {} }),
          column('mood', 'enum', { ...nullable, type: { enum: 'Mood', ...(sqlite ? {} : { storage: 'text' }) } }),
          column('real', 'float', { ...nullable, type: { sqlType: 'double precision' } }),
        ],
        { relations: [relation('user', 'one', 's.users', { userId: 'id' })] },
      ),
      // The other ends of links: how keys come in.
      table('x.buyers', 'Buyer', [column('id', 'bigint'), column('uid', 'uuid')], {
        relations: [
          relation('orders', 'many', 's.orders', { id: 'userId' }, link),
          relation('first', 'one', 's.orders', { id: 'userId' }, link),
          relation('order', 'one', 's.orders', { id: 'id' }, link),
          relation(
            'groups',
            'many',
            's.groups',
            { id: 'userId' },
            { ...link, through: { table: 's.members', on: [{ from: 'groupId', to: 'id' }] } },
          ),
        ],
      }),
      table('s.groups', 'Group', [column('id', 'int'), column('name', 'string')]),
      table('s.members', 'Member', [column('userId', 'int'), column('groupId', 'int')], {
        keys: [key('userId', 'groupId')],
      }),
    ],
    { dialects: { s: dialect }, enums: [enumOf('Mood', 'sad', 'glad')] },
  )
}

const setup = `
  create table users (id integer primary key, name text not null);
  insert into users values (1, 'ann'), (2, 'bob'), (3, 'cy');
  create table orders (id integer primary key, user_id int, n text, total numeric(8,2), "at" AT, mood text, "real" double precision);
  create index orders_user on orders (user_id);
  insert into orders values
    (1, 1, 'b', 0.30, '2024-01-01 00:00:00.5', 'glad', 0.1),
    (2, 1, null, 0.30, '2024-01-01 00:00:00.123456', 'sad', 0.30000000000000004),
    (3, 2, 'B', 1, null, null, 1e300),
    (4, 2, '😀', null, '2024-01-01 00:00:00', 'glad', null),
    (5, 1, 'ａ', -2.5, '2024-01-01 00:00:00.123457', 'odd', -0.5),
    (6, null, 'b', 1.00, '2023-01-01 00:00:00', 'sad', 1),
    (7, 1, null, null, null, null, null);
  create table groups (id int primary key, name text not null);
  insert into groups values (1, 'one'), (2, 'two'), (3, 'three');
  create table members (user_id int, group_id int);
  insert into members values (1, 1), (1, 1), (1, 3), (2, 1);
`

/** PostgreSQL and SQLite with the same users, orders and groups. */
export let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  await databases[0]!.exec(setup.replace('AT', 'timestamptz'))
  await databases[1]!.exec(setup.replace('AT', 'timestamptz'))
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

/** The answer of both databases, which must be one. */
export async function answer(fetch: Fetch, values: readonly unknown[] = []): Promise<unknown> {
  const [postgres, sqlite] = await Promise.all(
    databases.map((database) => answerOf(database, catalogFor(database.dialect), fetch, values)),
  )
  expect(withoutCursors(sqlite), 'SQLite answers as PostgreSQL').toEqual(withoutCursors(postgres))
  return postgres
}

export const withoutCursors = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, item: unknown) => (name === 'cursor' ? 'cursor' : item)))

export const ids = (rows: unknown): number[] => (rows as { id: number }[]).map(({ id }) => id)
export const orders = (rest: Partial<RowSet>): Fetch => rootFetch(rowSet('s.orders', rest), list('id'))
export const idsBy = async (order: readonly OrderTerm[], rest: Partial<RowSet> = {}, values: readonly unknown[] = []) =>
  ids(await answer(orders({ order, ...rest }), values))

export const connection: View = {
  kind: 'connection',
  fields: [
    { kind: 'typename', name: '__typename', typeName: 'OrderConnection' },
    {
      kind: 'edges',
      name: 'edges',
      fields: [
        { kind: 'cursor', name: 'cursor', scope: 0 },
        { kind: 'node', name: 'node', value: object('id') },
      ],
    },
    { kind: 'nodes', name: 'nodes', value: object('id') },
    {
      kind: 'pageInfo',
      name: 'pageInfo',
      fields: [
        { kind: 'hasNextPage', name: 'hasNextPage' },
        { kind: 'hasPreviousPage', name: 'hasPreviousPage' },
        { kind: 'startCursor', name: 'startCursor', scope: 0 },
        { kind: 'endCursor', name: 'endCursor', scope: 0 },
      ],
    },
    { kind: 'totalCount', name: 'totalCount' },
  ],
}

export interface Cursor {
  readonly cursor: readonly (string | null)[]
}

interface Connection {
  readonly edges: readonly { readonly cursor: Cursor; readonly node: { readonly id: number } }[]
  readonly nodes: readonly { readonly id: number }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: Cursor | null
    readonly endCursor: Cursor | null
  }
  readonly totalCount: number
}

export async function pageOf(
  database: TestDatabase,
  rows: Partial<RowSet>,
  seeks: readonly [Seek['side'], Cursor][] = [],
) {
  const values: unknown[] = []
  const seek = seeks.map(([side, { cursor }]): Seek => ({
    side,
    slots: cursor.map((text) => values.push(text) - 1),
    nulls: cursor.map((text) => text === null),
  }))
  const fetch = rootFetch(rowSet('s.orders', { ...rows, seek }), connection)
  const page = (await answerOf(database, catalogFor(database.dialect), fetch, values)) as Connection
  expect(page.nodes).toEqual(page.edges.map(({ node }) => node))
  expect(page.pageInfo.startCursor).toEqual(page.edges[0]?.cursor ?? null)
  expect(page.pageInfo.endCursor).toEqual(page.edges.at(-1)?.cursor ?? null)
  return page
}
