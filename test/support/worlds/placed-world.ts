import type { DialectName } from '../../../src/catalog/catalog.ts'
import { oddTexts } from './odd-accounts.ts'
import { createDraw, times, type Draw } from './seed.ts'
import type { SeedRow, World, WorldTable } from './world.ts'

/**
 * A shop whose tables may lie in any source: each relation is local where both of its tables lie in one, and a link where
 * they do not. No relation is enforced, so that keys dangle, are null, and stand where several rows have them. The answers
 * are the same for every placement.
 */
export const placedSources = {
  main: 'postgres',
  left: 'sqlite',
  right: 'sqlite',
  third: 'mariadb',
} satisfies Record<string, DialectName>

export type SourceName = keyof typeof placedSources
export type TableName = keyof typeof tables
export type Placement = Readonly<Record<TableName, SourceName>>

const draw = createDraw(44)
const texts = oddTexts.filter((text) => !text.includes('\u0001'))
const instants = [
  '2024-03-31T00:59:59.999999Z',
  '2024-03-31T01:00:00Z',
  '2024-10-27T00:30:00Z',
  '2024-10-27T01:30:00.5Z',
  '2023-12-31T23:30:00Z',
]
const tokens = times(8, () => draw.uuid())
const codes = ['a', 'A', 'a ', 'á', 'a\u0301', 'b', '']
const bigKeys = times(9, (number) => `${9007199254740990n + BigInt(number)}`)

const tables = {
  users: {
    columns: `id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT, token UUID UNIQUE, credit NUMERIC(12,2), score DOUBLE PRECISION,
      active BOOLEAN, born DATE, created_at TIMESTAMPTZ, boss_id INTEGER`,
    indexes: ['boss_id'],
    rows: times(18, (id) => ({
      id,
      name: draw.pick(texts),
      country: draw.orNull(4, () => draw.pick(['CH', 'DE', 'ch'])),
      token: tokens[id - 1] ?? null,
      credit: draw.orNull(4, () => draw.pick(['0.00', '-0.05', '9.99', '10.00'])),
      score: draw.orNull(4, () => draw.int(-8, 8) / 4),
      active: draw.orNull(4, () => draw.pick([true, false])),
      born: draw.orNull(4, () => draw.pick(['1969-07-20', '2000-02-29', '2000-03-01'])),
      created_at: draw.orNull(5, () => draw.pick(instants)),
      boss_id: draw.orNull(3, () => draw.int(1, 20)),
    })),
  },
  orders: {
    columns: `id BIGINT PRIMARY KEY, user_id INTEGER, total NUMERIC(12,2) NOT NULL, weight DOUBLE PRECISION, gift BOOLEAN,
      note TEXT, shop_code TEXT, ordered_at TIMESTAMPTZ NOT NULL`,
    indexes: ['user_id'],
    rows: bigKeys.concat(times(20, String)).map((id) => ({
      id,
      user_id: draw.orNull(6, () => draw.int(1, 20)),
      total: draw.pick(['0.00', '10.10', '9.90', '-1.05', '1234567.89']),
      weight: draw.orNull(3, () => draw.int(-4, 12) / 4),
      gift: draw.orNull(4, () => draw.pick([true, false])),
      note: draw.orNull(3, () => draw.pick(texts)),
      shop_code: draw.orNull(4, () => draw.pick(codes)),
      ordered_at: draw.pick(instants),
    })),
  },
  shops: {
    columns: `code TEXT PRIMARY KEY, title TEXT NOT NULL, rank INTEGER`,
    indexes: [],
    rows: codes
      .slice(0, 5)
      .map((code) => ({ code, title: draw.pick(texts), rank: draw.orNull(3, () => draw.int(1, 2)) })),
  },
  items: {
    columns: `order_id BIGINT NOT NULL, line INTEGER NOT NULL, quantity INTEGER, price NUMERIC(12,2) NOT NULL, sku TEXT,
      PRIMARY KEY (order_id, line)`,
    indexes: [],
    rows: bigKeys
      .concat(times(22, String))
      .flatMap((order_id) => times(draw.int(0, 3), (line) => ({ order_id, line })))
      .map((key) => ({
        ...key,
        quantity: draw.orNull(5, () => draw.int(-1, 3)),
        price: draw.pick(['0.10', '0.20', '3.33', '3.34', '100.00']),
        sku: draw.orNull(5, () => draw.pick(['x', 'X', 'x ', 'gone'])),
      })),
  },
  reviews: {
    columns: `id INTEGER PRIMARY KEY, author UUID, sku TEXT, stars INTEGER NOT NULL, body TEXT, written_on DATE`,
    indexes: ['sku'],
    rows: times(24, (id) => ({
      id,
      author: draw.orNull(5, () => draw.pick([...tokens, '00000000-0000-4000-a000-000000000000'])),
      sku: draw.orNull(6, () => draw.pick(['x', 'X', 'y'])),
      stars: draw.int(1, 3),
      body: draw.orNull(3, () => draw.pick(texts)),
      written_on: draw.orNull(4, () => draw.pick(['2024-02-29', '2024-03-01'])),
    })),
  },
  products: {
    columns: `sku TEXT PRIMARY KEY, title TEXT NOT NULL, price NUMERIC(12,2), sold BOOLEAN`,
    indexes: [],
    rows: ['x', 'X', 'x ', 'y'].map((sku) => ({
      sku,
      title: draw.pick(texts),
      price: draw.orNull(3, () => draw.pick(['0.10', '3.33'])),
      sold: draw.orNull(3, () => draw.pick([true, false])),
    })),
  },
} satisfies Record<string, { columns: string; indexes: readonly string[]; rows: readonly SeedRow[] }>

/** The one side, the many side, and what each calls the other. */
const relations = [
  ['users.id', 'users.boss_id', 'staff/boss'],
  ['users.id', 'orders.user_id', 'orders/user'],
  ['shops.code', 'orders.shop_code', 'orders/shop'],
  ['orders.id', 'items.order_id', 'items/order'],
  ['products.sku', 'items.sku', 'items/product'],
  ['products.sku', 'reviews.sku', 'reviews/product'],
  ['users.token', 'reviews.author', 'reviews/writer'],
] as const

export const tableNames = Object.keys(tables) as readonly TableName[]

/** All tables in one source. */
export function allIn(source: SourceName): Placement {
  return Object.fromEntries(tableNames.map((name) => [name, source])) as Record<TableName, SourceName>
}

/** Every table somewhere; in MariaDB where this run has one. */
export function drawPlacement({ pick }: Pick<Draw, 'pick'>, withMariadb: boolean): Placement {
  const all = Object.keys(placedSources) as SourceName[]
  const sources = all.filter((name) => withMariadb || placedSources[name] !== 'mariadb')
  return Object.fromEntries(tableNames.map((name) => [name, pick(sources)])) as Record<TableName, SourceName>
}

/** The tables where the placement puts them. Sources without a table are left out. */
export function placedWorld(placement: Placement): World {
  const place = (end: string) => `${placement[end.split('.')[0] as TableName]}.${end}`
  const sources = (Object.keys(placedSources) as SourceName[]).flatMap((source) => {
    const names = tableNames.filter((name) => placement[name] === source)
    if (names.length === 0) return []
    const ddl = names.map((name) => ddlOf(name, placedSources[source])).join('\n')
    const placed = names.map((name): WorldTable => ({ name, rows: tables[name].rows }))
    return [{ name: source, dialect: placedSources[source], ddl, tables: placed }]
  })
  return { sources, links: relations.map(([one, many, names]) => `${place(one)}=${place(many)} as ${names}`) }
}

function ddlOf(name: TableName, dialect: DialectName): string {
  const { columns: declared, indexes } = tables[name]
  const columns = dialect === 'mariadb' ? inMariadb(declared) : declared
  const indexed = (indexes as readonly string[]).map(
    (column) => `CREATE INDEX ${name}_${column} ON ${name} (${column});`,
  )
  return [`CREATE TABLE ${name} (${columns});`, ...indexed].join('\n')
}

/** Keys tell all texts apart; other texts have the database's own collation, which does not. */
function inMariadb(columns: string): string {
  return columns
    .replace('TEXT PRIMARY KEY', 'VARCHAR(40) COLLATE utf8mb4_nopad_bin PRIMARY KEY')
    .replaceAll(/\bsku TEXT/g, 'sku VARCHAR(40)')
    .replaceAll('TIMESTAMPTZ', 'TIMESTAMP(6) NULL')
    .replaceAll('NULL NOT NULL', 'NOT NULL')
}

/** @example 'users main, orders left' */
export function describePlacement(placement: Placement): string {
  return tableNames.map((name) => `${name} ${placement[name]}`).join(', ')
}
