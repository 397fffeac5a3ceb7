/**
 * A schema at the size of a grown company: 300 tables with 3,000 columns, half of them in SQLite and half in PostgreSQL,
 * 600 foreign keys between them (each is a relation on both of its ends: 1,200 fields) and twelve links.
 */

const nouns = ['account', 'order', 'invoice', 'payment', 'item', 'product', 'price', 'visit', 'message', 'ticket']
nouns.push('contract', 'shipment', 'document', 'comment', 'event')

/** @type {Readonly<Record<LargeDialect, readonly string[]>>} each with 15 tables */
const areas = {
  sqlite: ['archive', 'audit', 'crm', 'fleet', 'garden', 'hotel', 'import', 'kitchen', 'lab', 'media'],
  postgres: ['billing', 'care', 'depot', 'energy', 'finance', 'harbor', 'legal', 'market', 'office', 'plant'],
}

/**
 * @typedef {'sqlite' | 'postgres'} LargeDialect
 *
 * @typedef {object} LargeDatabase
 * @property {readonly string[]} tables their names, `billing_orders`
 * @property {number} columns of all tables
 * @property {number} foreignKeys
 * @property {readonly string[]} statements that make it, empty
 */

/**
 * One of the two databases: 150 tables of ten columns with two foreign keys each, every one with an index. The first table
 * is referred to by half of all others, as tables of users are.
 *
 * @param {LargeDialect} dialect
 * @returns {LargeDatabase}
 */
export function largeDatabase(dialect) {
  const tables = areas[dialect].flatMap((area) => nouns.map((noun) => `${area}_${noun}s`))
  const enums = dialect === 'postgres' ? areas.postgres.map(enumOf) : []
  const statements = tables.flatMap((table, at) => {
    const columns = columnsOf(dialect, table, at)
    const parent = tables[Math.max(0, at - 1)]
    const owner = tables[at % 2 === 0 ? 0 : at - (at % nouns.length)]
    return [
      `create table ${table} (
        ${columns.join(',\n')},
        constraint ${table}_parent foreign key (parent_id) references ${parent} (id),
        constraint ${table}_owner foreign key (owner_id) references ${owner} (id)
      )`,
      `create index ${table}_parent_id on ${table} (parent_id)`,
      `create index ${table}_owner_id on ${table} (owner_id)`,
      `create unique index ${table}_external_id on ${table} (external_id)`,
    ]
  })
  return {
    tables,
    columns: tables.reduce((sum, table, at) => sum + columnsOf(dialect, table, at).length, 0),
    foreignKeys: 2 * tables.length,
    statements: [...enums, ...statements],
  }
}

/**
 * `--link`s that join the two: from a key in the SQLite database to a column in the PostgreSQL one.
 *
 * @param {Readonly<Record<LargeDialect, string>>} sources their names
 * @returns {string[]}
 */
export function largeLinks(sources) {
  const [left, right] = [largeDatabase('sqlite').tables, largeDatabase('postgres').tables]
  return left.flatMap((table, at) =>
    at % 13 === 0 ? [`${sources.sqlite}.${table}.id=${sources.postgres}.${right[at]}.external_id`] : [],
  )
}

/**
 * @param {LargeDialect} dialect
 * @param {string} table
 * @param {number} at its place among the tables
 */
function columnsOf(dialect, table, at) {
  const [area = ''] = table.split('_')
  const postgres = dialect === 'postgres'
  return [
    'id integer primary key',
    'parent_id integer',
    `owner_id integer not null`,
    'external_id integer',
    'name text not null',
    at % 2 === 0 ? 'quantity integer not null' : `details ${postgres ? 'jsonb' : 'json'}`,
    'amount numeric(12, 2)',
    'active boolean not null',
    `changed_at ${postgres ? 'timestamptz' : 'timestamp'}`,
    `state ${postgres ? `${area}_state` : 'text'}`,
  ]
}

/** @param {string} area */
function enumOf(area) {
  return `create type ${area}_state as enum ('new', 'open', 'done', 'void')`
}
