import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { Fetch, Predicate } from '../../src/plan/plan.ts'
import { dialects } from '../../src/sql/dialects.ts'
import { catalogOf, column, key, relation, table } from '../support/catalog-factory.ts'
import {
  answerOf,
  asc,
  compare,
  desc,
  list,
  object,
  openPostgres,
  openSqlite,
  rootFetch,
  rowSet,
  type TestDatabase,
} from './support.ts'

const nullable = { nullable: true } as const

function catalogFor(dialect: 'postgres' | 'sqlite'): Catalog {
  const sqlite = dialect === 'sqlite'
  const typed = (type: object, elsewhere: object) => ({ type: sqlite ? type : elsewhere })
  const columns = [
    column('id', 'int', typed({ sqlType: 'INTEGER' }, {})),
    column('userId', 'int', nullable),
    column('sku', 'string', typed({ sqlType: 'TEXT' }, {})),
    column('total', 'decimal', typed({ scale: 2, storage: 'real' }, { precision: 8, scale: 2 })),
    column('at', 'dateTime', typed({ storage: 'text' }, {})),
    column('uid', 'uuid', typed({ storage: 'text' }, {})),
  ]
  return catalogOf(
    [
      table('s.bare', 'Bare', columns),
      table('s.orders', 'Order', columns, {
        keys: [key('id'), key('sku')],
        relations: [relation('items', 'many', 's.orders', { id: 'userId' })],
      }),
      table('x.users', 'User', [column('id', 'int'), column('sku', 'string')], {
        relations: [
          ...['userId', 'sku', 'total', 'at', 'uid'].map((name) =>
            relation(`by ${name}`, 'many', 's.bare', { id: name }, { kind: 'link', indexed: false }),
          ),
          relation('orders', 'many', 's.orders', { id: 'userId' }, { kind: 'link' }),
          relation('order', 'one', 's.orders', { sku: 'sku' }, { kind: 'link' }),
        ],
      }),
    ],
    { dialects: { s: dialect } },
  )
}

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  const columns = `(id integer primary key, user_id int, sku text not null unique, total numeric(8,2) not null, at timestamptz not null, uid uuid not null)`
  // A table without indexes beside one with them.
  for (const database of databases) await database.exec(`create table bare ${columns.replace(' unique', '')}`)
  await databases[0]!.exec(`create table orders ${columns};
    insert into orders select i, i % 1000, 'sku' || i, i / 7.0, timestamptz '2024-01-01' + i * interval '1 minute', gen_random_uuid() from generate_series(1, 5000) i;
    create index on orders (user_id); create index on orders (total); create index on orders (at); create index on orders (uid); insert into bare select * from orders; analyze`)
  await databases[1]!.exec(`create table orders ${columns};
    insert into orders with recursive s(i) as (select 1 union all select i + 1 from s where i < 5000)
      select i, i % 1000, 'sku' || i, i / 7.0, datetime('2024-01-01', i || ' minutes'), lower(hex(randomblob(4))) || '-0000-4000-8000-' || hex(randomblob(6)) from s;
    create index orders_user on orders (user_id); create index orders_total on orders (total); create index orders_at on orders (at); create index orders_uid on orders (uid); insert into bare select * from orders; analyze`)
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

/** The database's plan of a fetch: one text. */
async function explain(database: TestDatabase, fetch: Fetch, values: readonly unknown[], keys: readonly string[] = []) {
  const dialect = dialects[database.dialect]
  const statement = dialect.compile(fetch, catalogFor(database.dialect))
  const bound = statement.params.map((param) =>
    dialect.encode(
      param,
      values,
      keys.map((each) => [each]),
    ),
  )
  const prefix = database.dialect === 'postgres' ? 'explain (costs off) ' : 'explain query plan '
  const rows = await database.query(prefix + statement.text, bound)
  return rows.map((row) => String(row.at(-1))).join('\n')
}

const scansOrders = /Seq Scan on orders|SCAN t\d/

describe('indexes serve', () => {
  const uuid = '0a000000-0000-4000-8000-00000000000f'
  const inList = (name: string): Predicate => ({
    kind: 'in',
    left: { kind: 'column', column: name },
    slot: 0,
    negated: false,
  })
  const filters: readonly [string, Predicate, unknown][] = [
    ['a number', compare('id', 'eq', 0), 5],
    ['a text', compare('sku', 'eq', 0), 'sku5'],
    ['a decimal', compare('total', 'eq', 0), '0.71'],
    ['a range of decimals', compare('total', 'gt', 0), '714.2'],
    ['an instant', compare('at', 'eq', 0), '2024-01-01T00:05:00Z'],
    ['a range of instants', compare('at', 'gt', 0), '2024-01-04T11:00:00Z'],
    ['a UUID', compare('uid', 'eq', 0), uuid],
    ['a list of numbers', inList('id'), [1, 2, 3]],
    ['a list of texts', inList('sku'), ['sku1', 'sku2']],
    ['a list of UUIDs', inList('uid'), [uuid]],
  ]

  test.each(filters)('%s', async (_, where, value) => {
    for (const database of databases) {
      const fetch = rootFetch(rowSet('s.orders', { where }), list('id'))
      expect(await explain(database, fetch, [value])).not.toMatch(scansOrders)
    }
  })

  test('keys of a link', async () => {
    const link = (relationName: string, column_: string, unique: boolean): Fetch => ({
      ...rootFetch(
        rowSet('s.orders', unique ? {} : { order: [asc('id')], limit: 3 }),
        unique ? { kind: 'one', value: object('id'), required: false } : list('id'),
      ),
      depth: 1,
      key: { table: 'x.users', relation: relationName, columns: [column_], through: null, indexed: true },
      unique,
    })
    for (const database of databases) {
      expect(await explain(database, link('orders', 'userId', false), [], ['1', '2'])).not.toMatch(scansOrders)
      expect(await explain(database, link('order', 'sku', true), [], ['sku1'])).not.toMatch(scansOrders)
    }
  })

  test('keys without one in a single pass, whose keys are hashed or indexed on the fly', async () => {
    const kinds = ['userId', 'sku', 'total', 'at', 'uid'] as const
    for (const name of kinds) {
      for (const database of databases) {
        const fetch: Fetch = {
          id: 0,
          source: 's',
          depth: 1,
          key: { table: 'x.users', relation: `by ${name}`, columns: [name], through: null, indexed: false },
          rows: rowSet('s.bare', { order: [asc('id')], limit: 3 }),
          views: [list('id')],
          unique: false,
          probe: null,
          lookup: null,
          fills: null,
          window: null,
          counted: false,
          windows: null,
          merge: null,
          onDemand: false,
        }
        const plan = await explain(database, fetch, [], ['1', '2'])
        expect(plan).toMatch(
          database.dialect === 'postgres' ? /Hash Cond/ : /q USING AUTOMATIC COVERING INDEX \(k0=\?\)/,
        )
      }
    }
  })

  test('rows inside of rows', async () => {
    const inner = rowSet('s.orders', { relation: 'items', order: [asc('id')], limit: 3 })
    const fetch = rootFetch(
      rowSet('s.orders', { order: [asc('id')], limit: 10 }),
      list({ name: 'items', value: { kind: 'rows', rows: inner, view: list('id') } }),
    )
    const [postgres, sqlite] = await Promise.all(databases.map((database) => explain(database, fetch, [])))
    expect(postgres).toContain('orders_user_id_idx')
    expect(sqlite).toContain('SEARCH t2 USING COVERING INDEX orders_user (user_id=?)')
  })

  test('a page behind a cursor', async () => {
    const seek = [{ side: 'after', slots: [0, 1], nulls: [false, false] }] as const
    const fetch = rootFetch(rowSet('s.orders', { order: [desc('sku'), asc('id')], limit: 5, seek }), list('id'))
    // PostgreSQL's index has the database's collation; code points need one of their own.
    await databases[0]!.exec('create index orders_points on orders (sku collate "C")')
    for (const database of databases) {
      const plan = await explain(database, fetch, ['sku77', '77'])
      expect(plan).toMatch(/orders_points|SEARCH t\d USING (COVERING )?INDEX .*\(sku<\?\)/)
    }
  })
})

test("an index is entered at a page's bound, else at the filter's, not where the policy begins", async () => {
  const policy = compare('id', 'gte', 0)
  const where = compare('id', 'gt', 1)
  const seek = [{ side: 'after', slots: [2], nulls: [false] }] as const
  const bounds = { policy, where, order: [asc('id')], limit: 5 }
  expect(await enteredAt(rootFetch(rowSet('s.orders', bounds), list('id')), ['1', '4000'])).toBe('4000')
  expect(await enteredAt(rootFetch(rowSet('s.orders', { ...bounds, seek }), list('id')), ['1', '40', '4000'])).toBe(
    '4000',
  )
})

/** The value at which SQLite enters the index: the register of its seek is loaded from a parameter. */
async function enteredAt(fetch: Fetch, values: readonly string[]): Promise<string> {
  const { text, params } = dialects.sqlite.compile(fetch, catalogFor('sqlite'))
  const bound = params.map((param) => dialects.sqlite.encode(param, values, []))
  const program = await databases[1]!.query(`explain ${text}`, bound)
  const seeking = program.find(([, operation]) => /^Seek(GT|GE|Rowid)$/.test(String(operation)))
  const loaded = program.find(([, operation, , to]) => operation === 'Variable' && to === seeking?.[4])
  return String(bound[Number(loaded?.[2]) - 1])
}

describe('a statement', () => {
  const name: Predicate = {
    kind: 'or',
    items: [compare('sku', 'eq', 0), compare('sku', 'ne', 0), compare('id', 'gt', 1)],
  }
  const fetch = rootFetch(
    rowSet('s.orders', { where: name, order: [asc('id')], limit: { slot: 2 } }),
    list('id', 'sku', 'total'),
  )

  test('is the same bytes for the same input, and numbers equal parameters once', () => {
    for (const { dialect } of databases) {
      const first = dialects[dialect].compile(fetch, catalogFor(dialect))
      const second = dialects[dialect].compile(structuredClone(fetch), catalogFor(dialect))
      expect(second).toEqual(first)
      expect(first.params.map(({ kind }) => kind)).toEqual(['value', 'value', 'count'])
    }
  })

  test('does not change with its values', () => {
    const texts = (values: readonly unknown[]) =>
      databases.map(({ dialect }) => {
        const statement = dialects[dialect].compile(fetch, catalogFor(dialect))
        return [statement.text, statement.params.map((param) => dialects[dialect].encode(param, values, []))]
      })
    const [postgres, sqlite] = texts([`'; drop table orders; --`, 1, 2])
    expect(postgres![1]).toEqual([`'; drop table orders; --`, '1', '2'])
    expect(sqlite![1]).toEqual([`'; drop table orders; --`, 1n, 2n])
    expect([postgres![0], sqlite![0]]).toEqual(texts(['x', 1, 2]).map(([text]) => text))
  })

  test('quotes every identifier', async () => {
    for (const database of databases) {
      const odd = [`a"b`, 'select', '__proto__', 'ä', `x'y`, 'n', 'm', 'one', 'value', 'key', 'two words', '$1', '?1']
      const quoted = odd.map((each) => `"${each.replaceAll('"', '""')}" int`)
      await database.exec(`create table "or""der" (id integer primary key, ${quoted});
        insert into "or""der" (id, "n", "m") values (1, 10, 20), (2, 11, 21)`)
      const names = odd.map((_, index) => `c${index}`)
      const columns = odd.map((sqlName, index) => column(names[index]!, 'int', { ...nullable, sqlName }))
      const catalog = catalogOf([table('s.odd', 'Odd', [column('id', 'int'), ...columns], { sqlName: 'or"der' })], {
        dialects: { s: database.dialect },
      })
      const rows = rowSet('s.odd', {
        order: [...names.map((each) => asc(each)), asc('id')],
        distinct: names,
        limit: 5,
      })
      const nodes = { kind: 'nodes', name: 'nodes', value: object('id', ...names) } as const
      const info = { kind: 'pageInfo', name: 'info', fields: [{ kind: 'hasNextPage', name: 'more' }] } as const
      const view = { kind: 'connection', fields: [nodes, info] } as const
      expect(await answerOf(database, catalog, rootFetch(rows, view))).toMatchObject({
        nodes: [
          { id: 1, c5: 10, c6: 20 },
          { id: 2, c5: 11, c6: 21 },
        ],
        info: { more: false },
      })
    }
  })

  test('refuses an identifier that holds U+0000', () => {
    const catalog = catalogOf([table('s.t', 'T', [column('id', 'int', { sqlName: 'a\u0000b' })])])
    for (const dialect of Object.values(dialects)) {
      expect(() => dialect.compile(rootFetch(rowSet('s.t'), list('id')), catalog)).toThrow(
        'an identifier holds no U+0000',
      )
    }
  })
})
