import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DateUnit, GroupKey, GroupsView, GroupValue, OrderTerm } from '../../src/plan/plan.ts'
import { startOf } from '../reference/group-by.ts'
import { catalogOf, column, enumOf, relation, table } from '../support/catalog-factory.ts'
import { answerOf, openPostgres, openSqlite, rootFetch, rowSet, type TestDatabase } from './support.ts'

const nullable = { nullable: true } as const

const catalogFor = (dialect: 'postgres' | 'sqlite') => {
  const sqlite = dialect === 'sqlite'
  const stored = (storage: string) => ({ ...nullable, type: sqlite ? { storage } : {} })
  return catalogOf(
    [
      table(
        's.t',
        'T',
        [
          column('id', 'int'),
          column('order', 'string', nullable),
          column('count', 'int', nullable),
          column('price', 'decimal', {
            ...nullable,
            type: { precision: 15, scale: 2, ...(sqlite ? { storage: 'real' } : {}) },
          }),
          column('mood', 'enum', { ...nullable, type: { enum: 'Mood', ...(sqlite ? {} : { sqlType: 'mood' }) } }),
          column('uid', 'uuid', stored('text')),
          column('at', 'dateTime', stored('text')),
          column('day', 'date', stored('text')),
          column('flag', 'boolean', stored('integer')),
          column('raw', 'bytes', nullable),
          column('parentId', 'int', nullable),
        ],
        { relations: [relation('parent', 'one', 's.t', { parentId: 'id' })] },
      ),
      table('s.empty', 'Empty', [column('id', 'int'), column('order', 'string', nullable)]),
      table('s.many', 'Many', [column('id', 'int'), column('k', 'int'), column('v', 'bigint')]),
    ],
    { dialects: { s: dialect }, enums: [enumOf('Mood', 'sad', 'ok', 'glad')] },
  )
}

const rows = (bytes: (hex: string) => string) => `
  (1, 'b', 1, 9999999999999.99, 'glad', '0B000000-0000-4000-8000-00000000000f', '2024-02-29 23:59:59.999999', '2024-03-03', true, ${bytes('00ff')}, null),
  (2, 'B', 1, 9999999999999.98, 'sad', '0b000000-0000-4000-8000-00000000000f', '2024-03-01 00:00:00', '2024-03-04', false, ${bytes('01')}, 1),
  (3, '😀', 2, 0.01, 'ok', null, null, null, null, null, 1),
  (4, null, null, null, null, null, null, null, null, null, 99),
  (5, 'ｆ', 2, 0.01, 'ok', '0B000000-0000-4000-8000-00000000000F', '1969-12-31 23:59:59.5', '2024-01-01', true, ${bytes('00ff')}, 2),
  (6, 'b', null, null, null, null, '2024-02-29 23:00:00', '2023-12-31', null, null, null)`

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  const tables = (types: Readonly<Record<'real' | 'mood' | 'at' | 'raw', string>>) => `
    create table t (id int, "order" text, "count" int, price ${types.real}, mood ${types.mood}, uid uuid, at ${types.at}, day date, flag bool, raw ${types.raw}, parent_id int);
    create table empty (id int, "order" text);
    create table many (id int, k int, v bigint);`
  await databases[0]!.exec(`create type mood as enum ('sad', 'ok', 'glad');
    ${tables({ real: 'numeric(15,2)', mood: 'mood', at: 'timestamptz', raw: 'bytea' })}
    insert into t values ${rows((hex) => `'\\x${hex}'`)};
    insert into many select i, i % 10000, 9007199254740993 from generate_series(0, 29999) as s(i)`)
  await databases[1]!.exec(`${tables({ real: 'numeric(15,2)', mood: 'text', at: 'timestamptz', raw: 'blob' })}
    insert into t values ${rows((hex) => `x'${hex}'`)};
    with recursive s(i) as (select 0 union all select i + 1 from s where i < 29999)
    insert into many select i, i % 10000, 9007199254740993 from s`)
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

function key(column: string, rest: Partial<GroupKey> = {}): GroupKey {
  const path = rest.path ?? []
  return {
    name: ['key', ...path.map(({ relation }) => relation), column].join('.'),
    column,
    path,
    unit: null,
    zone: null,
    looked: null,
    ...rest,
  }
}

function term(column: string, direction: 'asc' | 'desc' = 'asc'): OrderTerm {
  return { by: { kind: 'column', column }, direction, nulls: direction === 'asc' ? 'last' : 'first' }
}

/** The keys of the groups and how many rows each has, in the order of the answer; alike on both databases. */
async function groups(
  by: readonly GroupKey[],
  rest: Partial<GroupsView> = {},
  options: { readonly table?: string; readonly values?: readonly unknown[] } = {},
): Promise<unknown> {
  const view: GroupsView = {
    kind: 'groups',
    by,
    values: [],
    having: null,
    limit: null,
    offset: null,
    fields: [
      { kind: 'key', name: 'key', fields: by.map(({ name }) => ({ kind: 'value', name: name.slice(4), key: name })) },
      { kind: 'count', name: 'count', distinct: null },
    ],
    ...rest,
    order: [...(rest.order ?? []), ...by.map(({ name }) => term(name))],
  }
  const fetch = rootFetch(rowSet(options.table ?? 's.t'), view)
  const [postgres, sqlite] = await Promise.all(
    databases.map((database) => answerOf(database, catalogFor(database.dialect), fetch, options.values)),
  )
  expect(sqlite, 'SQLite answers as PostgreSQL').toEqual(postgres)
  return postgres
}

async function keysOf(by: GroupKey): Promise<unknown[]> {
  const answer = (await groups([by])) as { key: Record<string, unknown> }[]
  return answer.map(({ key: found }) => found[by.name.slice(4)])
}

describe('groups', () => {
  test('of text are told apart and ordered by code point, and nulls are one group', async () => {
    expect(await groups([key('order')])).toEqual([
      { key: { order: 'B' }, count: 1 },
      { key: { order: 'b' }, count: 2 },
      { key: { order: 'ｆ' }, count: 1 },
      { key: { order: '😀' }, count: 1 },
      { key: { order: null }, count: 1 },
    ])
  })

  test('have keys in their wire form, in the order of their type', async () => {
    expect(await keysOf(key('count'))).toEqual([1, 2, null])
    expect(await keysOf(key('price'))).toEqual(['0.01', '9999999999999.98', '9999999999999.99', null])
    expect(await keysOf(key('mood'))).toEqual(['sad', 'ok', 'glad', null])
    expect(await keysOf(key('uid'))).toEqual(['0b000000-0000-4000-8000-00000000000f', null])
    expect(await keysOf(key('flag'))).toEqual([false, true, null])
    expect(await keysOf(key('raw'))).toEqual(['AP8=', 'AQ==', null])
    expect(await keysOf(key('day'))).toEqual(['2023-12-31', '2024-01-01', '2024-03-03', '2024-03-04', null])
  })

  test('by a related value have the key null without a partner', async () => {
    const parent = [{ relation: 'parent', policy: null, pairPolicy: null }]
    const mood = key('mood', { path: parent })
    expect(await groups([mood, key('price', { path: [...parent, ...parent] })])).toEqual([
      { key: { 'parent.mood': 'sad', 'parent.parent.price': '9999999999999.99' }, count: 1 },
      { key: { 'parent.mood': 'glad', 'parent.parent.price': null }, count: 2 },
      { key: { 'parent.mood': null, 'parent.parent.price': null }, count: 3 },
    ])
  })

  test.each<DateUnit>(['year', 'quarter', 'month', 'week', 'day', 'hour'])(
    'by %s begin where the calendar unit does, whatever the fraction of the second',
    async (unit) => {
      const instants = ['1969-12-31T23:59:59.5Z', '2024-02-29T23:59:59.999999Z', '2024-03-01T00:00:00Z']
      const starts = [...new Set(instants.map((instant) => startOf(instant, unit)))]
      expect(await keysOf(key('at', { unit }))).toEqual([...starts, null])
      const days = ['2023-12-31', '2024-01-01', '2024-03-03', '2024-03-04']
      const firsts = [...new Set(days.map((day) => startOf(day, unit)))]
      expect(await keysOf(key('day', { unit }))).toEqual([...firsts, null])
    },
  )

  test('of no rows are none', async () => {
    expect(await groups([key('order')], {}, { table: 's.empty' })).toEqual([])
  })

  const sum: GroupValue = { name: 'sum.price', fn: 'sum', column: 'price' }
  const mean: GroupValue = { name: 'avg.price', fn: 'avg', column: 'price' }
  const all: GroupValue = { name: 'count', fn: 'count', column: null }

  test('are kept by conditions on exact sums and means, and ordered by them', async () => {
    const compare = (name: string, op: 'gt' | 'lt', slot: number) =>
      ({ kind: 'compare', left: { kind: 'column', column: name }, op, slot }) as const
    expect(
      await groups(
        [key('count')],
        {
          values: [sum, mean],
          having: { kind: 'and', items: [compare('sum.price', 'gt', 0), compare('avg.price', 'lt', 1)] },
        },
        { values: ['19999999999999.96', '9999999999999.985001'] },
      ),
    ).toEqual([{ key: { count: 1 }, count: 2 }])
    expect(
      await groups([key('count')], { values: [mean, all], order: [term('avg.price', 'desc'), term('count', 'desc')] }),
    ).toEqual([
      { key: { count: null }, count: 2 },
      { key: { count: 1 }, count: 2 },
      { key: { count: 2 }, count: 2 },
    ])
  })

  test('are kept by the least of an enum being in a list, or not', async () => {
    const least: GroupValue = { name: 'min.mood', fn: 'min', column: 'mood' }
    const isIn = (negated: boolean) =>
      ({ kind: 'in', left: { kind: 'column', column: least.name }, slot: 0, negated }) as const
    const kept = (negated: boolean) =>
      groups([key('count')], { values: [least], having: isIn(negated) }, { values: [['ok', 'glad']] })
    expect(await kept(false)).toEqual([{ key: { count: 2 }, count: 2 }])
    expect(await kept(true)).toEqual([{ key: { count: 1 }, count: 2 }])
  })

  test('answer ten thousand in pages that join to all of them', async () => {
    const by = [key('k')]
    const rest: Partial<GroupsView> = { values: [all], order: [term('count', 'desc')] }
    const whole = (await groups(by, rest, { table: 's.many' })) as unknown[]
    expect(whole.length).toBe(10_000)
    expect(whole[0]).toEqual({ key: { k: 0 }, count: 3 })
    const pages: unknown[] = []
    for (let offset = 0; offset < 10_000; offset += 2_500) {
      pages.push(...((await groups(by, { ...rest, limit: 2_500, offset }, { table: 's.many' })) as unknown[]))
    }
    expect(pages).toEqual(whole)
  })

  test('add up exactly beyond 53 bits', async () => {
    const fields: GroupsView['fields'] = [
      { kind: 'group', name: 'sum', fn: 'sum', fields: [{ kind: 'column', name: 'v', column: 'v' }] },
    ]
    expect(await groups([key('k')], { limit: 1, fields }, { table: 's.many' })).toEqual([
      { sum: { v: '27021597764222979' } },
    ])
  })
})
