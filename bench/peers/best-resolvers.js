/**
 * The best that resolvers can do: graphql-jit, no HTTP framework, raw drivers with prepared statements, only the
 * columns that are asked for, one statement per level.
 */
import { GraphQLError, parse, validate } from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { createSchema } from 'graphql-yoga'
import { openPostgres, openShop } from '../databases.js'
import { serveLean } from '../lean-http.js'
import { typeDefinitions } from './type-definitions.js'

const accounts = openPostgres('accounts')
const music = openPostgres('music')
const shop = openShop()

const instant = `replace(created_at::text, ' ', 'T') || ':00'`
const seconds = `strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch')`
const decimal = (/** @type {string} */ column) => `printf('%.2f', ${column})`

/** SQL of each field that is a column. */
const columns = /** @type {const} */ ({
  users: { id: 'id', email: 'email', name: 'name', country: 'country', role: 'role', createdAt: instant },
  addresses: { id: 'id', userId: 'user_id', street: 'street', city: 'city', primary: '"primary"' },
  orders: { id: 'id', userId: 'user_id', status: 'status', total: decimal('total'), createdAt: seconds },
  items: { id: 'id', orderId: 'order_id', sku: 'sku', quantity: 'quantity', price: decimal('price') },
  artists: { artistId: 'artist_id', name: 'name' },
  albums: { albumId: 'album_id', title: 'title' },
  tracks: { trackId: 'track_id', name: 'name', milliseconds: 'milliseconds', unitPrice: 'unit_price' },
})

/**
 * The SELECT list of a field: what is asked for and what relations need. Made once per field of a document.
 *
 * @type {WeakMap<object, string>}
 */
const selections = new WeakMap()

/**
 * @param {import('graphql').GraphQLResolveInfo} info
 * @param {keyof typeof columns} table
 * @param {string[]} needed fields of relations, and SQL of their own with a name
 */
function selection(info, table, ...needed) {
  const field = /** @type {import('graphql').FieldNode} */ (info.fieldNodes[0])
  const known = selections.get(field)
  if (known !== undefined) return known
  /** @type {Record<string, string>} */
  const available = columns[table]
  const asked = field.selectionSet?.selections.map((each) => /** @type {any} */ (each).name.value) ?? []
  const names = [...new Set([...asked.filter((name) => name in available), ...needed])]
  const list = names.map((name) => (available[name] ? `${available[name]} as "${name}"` : name)).join(', ')
  selections.set(field, list)
  return list
}

/**
 * @param {import('postgres').Sql} sql
 * @param {string} statement
 * @param {any} parameter
 * @returns {Promise<any[]>}
 */
const ask = (sql, statement, parameter) => sql.unsafe(statement, [parameter], { prepare: true })

/** @type {Map<string, import('better-sqlite3').Statement>} */
const prepared = new Map()
/**
 * @param {string} statement
 * @param {any} parameter
 * @returns {any[]}
 */
function askShop(statement, parameter) {
  const known = prepared.get(statement) ?? shop.prepare(statement)
  prepared.set(statement, known)
  return known.all(parameter)
}

/**
 * Collects the keys of all parents of a field in this tick, asks once, and gives each parent its rows.
 *
 * @param {Map<object, Batch>} batches of the request
 * @param {object} field
 * @param {number} key
 * @param {(keys: number[]) => any[] | Promise<any[]>} load rows with their parent's `key`
 * @returns {Promise<any[]>}
 *
 * @typedef {{ keys: Set<number>, groups: Promise<Map<number, any[]>> }} Batch
 */
async function batched(batches, field, key, load) {
  let batch = batches.get(field)
  if (!batch) {
    /** @type {Set<number>} */
    const keys = new Set()
    batch = { keys, groups: afterThisTick().then(async () => groupByKey(await load([...keys]))) }
    batches.set(field, batch)
  }
  batch.keys.add(key)
  return (await batch.groups).get(key) ?? []
}

/** @returns {Promise<void>} */
const afterThisTick = () => new Promise((resolve) => process.nextTick(resolve))

/** @param {{ key: number }[]} rows */
function groupByKey(rows) {
  /** @type {Map<number, any[]>} */
  const groups = new Map()
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group) group.push(row)
    else groups.set(row.key, [row])
  }
  return groups
}

const array = (/** @type {number[]} */ keys) => `{${keys}}`
const json = (/** @type {number[]} */ keys) => `[${keys}]`
/** @typedef {import('graphql').GraphQLResolveInfo} Info */
/** @typedef {{ batches: Map<object, Batch> }} Context */
const defaultLimit = 100

/**
 * A field that is a list of rows of one parent.
 *
 * @param {string} parentKey
 * @param {(keys: number[], info: Info, args: any) => any[] | Promise<any[]>} load
 */
const listField =
  (parentKey, load) =>
  (/** @type {any} */ parent, /** @type {any} */ args, /** @type {Context} */ { batches }, /** @type {Info} */ info) =>
    batched(batches, /** @type {object} */ (info.fieldNodes[0]), parent[parentKey], (keys) => load(keys, info, args))

/** The rows of each key, at most `limit`, by lateral join. */
const ofEach = (
  /** @type {string} */ list,
  /** @type {string} */ from,
  /** @type {string} */ column,
  /** @type {string} */ order,
  limit = defaultLimit,
) => `
  select key, own.* from unnest($1::int[]) key
  cross join lateral (select ${list} from ${from} where ${column} = key order by ${order} limit ${Number(limit)}) own`

const resolvers = {
  Query: {
    user: async (
      /** @type {unknown} */ _,
      /** @type {any} */ { where },
      /** @type {Context} */ __,
      /** @type {Info} */ info,
    ) =>
      (await ask(accounts, `select ${selection(info, 'users', 'id')} from users where id = $1`, where.id))[0] ?? null,
    users: (
      /** @type {unknown} */ _,
      /** @type {any} */ { where, limit = defaultLimit },
      /** @type {Context} */ __,
      /** @type {Info} */ info,
    ) =>
      ask(
        accounts,
        `select ${selection(info, 'users', 'id')} from users where id > $1 order by users.id limit ${Number(limit)}`,
        where.id.gt,
      ),
    orders: (
      /** @type {unknown} */ _,
      /** @type {any} */ { where, limit = defaultLimit },
      /** @type {Context} */ __,
      /** @type {Info} */ info,
    ) =>
      askShop(
        `select ${selection(info, 'orders', 'id', 'userId')} from orders where id > ? order by id limit ${Number(limit)}`,
        where.id.gt,
      ),
    artists: (
      /** @type {unknown} */ _,
      /** @type {any} */ { where, limit = defaultLimit },
      /** @type {Context} */ __,
      /** @type {Info} */ info,
    ) =>
      ask(
        music,
        `select ${selection(info, 'artists', 'artistId')} from artist where artist_id > $1 order by artist_id limit ${Number(limit)}`,
        where.artistId.gt,
      ),
  },
  User: {
    addresses: listField('id', (keys, info, { limit }) =>
      ask(accounts, ofEach(selection(info, 'addresses'), 'addresses', 'user_id', 'addresses.id', limit), array(keys)),
    ),
    orders: listField('id', (keys, info, { orderBy, limit = defaultLimit }) => {
      const total = orderBy?.[0]?.total
      const order = total ? `orders.total ${total === 'desc' ? 'desc' : 'asc'}, id` : 'id'
      const list = selection(info, 'orders', 'id', 'user_id as key')
      const ranked = `select ${list}, row_number() over (partition by user_id order by ${order}) as rank
        from orders where user_id in (select value from json_each(?))`
      return askShop(`select * from (${ranked}) where rank <= ${Number(limit)} order by key, rank`, json(keys))
    }),
    ordersAggregate: async (
      /** @type {any} */ user,
      /** @type {unknown} */ _,
      /** @type {Context} */ { batches },
      /** @type {Info} */ info,
    ) => {
      const statement = `select user_id as key, count(*) as count,
        printf('%.2f', sum(cast(round(total * 100) as integer)) / 100.0) as total
        from orders where user_id in (select value from json_each(?)) group by user_id`
      const field = /** @type {object} */ (info.fieldNodes[0])
      const [row] = await batched(batches, field, user.id, (keys) => askShop(statement, json(keys)))
      return { count: row?.count ?? 0, sum: { total: row?.total ?? null } }
    },
  },
  Order: {
    user: async (
      /** @type {any} */ order,
      /** @type {unknown} */ _,
      /** @type {Context} */ { batches },
      /** @type {Info} */ info,
    ) => {
      const list = selection(info, 'users', 'id', 'id as key')
      const load = (/** @type {number[]} */ keys) =>
        ask(accounts, `select ${list} from users where id = any($1::int[])`, array(keys))
      return (await batched(batches, /** @type {object} */ (info.fieldNodes[0]), order.userId, load))[0] ?? null
    },
    items: listField('id', (keys, info) => {
      const list = selection(info, 'items', 'order_id as key')
      return askShop(
        `select ${list} from order_items where order_id in (select value from json_each(?)) order by order_items.id`,
        json(keys),
      )
    }),
  },
  Artist: {
    albums: listField('artistId', (keys, info, { limit }) =>
      ask(music, ofEach(selection(info, 'albums', 'albumId'), 'album', 'artist_id', 'album_id', limit), array(keys)),
    ),
  },
  Album: {
    tracks: listField('albumId', (keys, info, { limit }) =>
      ask(music, ofEach(selection(info, 'tracks'), 'track', 'album_id', 'track_id', limit), array(keys)),
    ),
  },
}

const schema = createSchema({ typeDefs: typeDefinitions, resolvers })

/** @type {Map<string, import('graphql-jit').CompiledQuery>} */
const compiled = new Map()

/** @param {string} text */
function compile(text) {
  const document = parse(text)
  const [error] = validate(schema, document)
  if (error) throw error
  const query = compileQuery(schema, document)
  if (!isCompiledQuery(query)) throw new GraphQLError('The document cannot be compiled.')
  compiled.set(text, query)
  return query
}

serveLean(async (text, variables) => {
  const { query, stringify } = compiled.get(text) ?? compile(text)
  return stringify(await query(undefined, { batches: new Map() }, variables))
})
