/**
 * GraphQL Yoga over Pothos with its Drizzle plugin. Within a database Pothos plans relations; what crosses databases is
 * a field with a DataLoader, whose query Pothos plans from the selection (`queryFromInfo`).
 */
import { createServer } from 'node:http'
import SchemaBuilder from '@pothos/core'
import DrizzlePlugin, { getSchemaConfig, queryFromInfo } from '@pothos/plugin-drizzle'
import DataLoader from 'dataloader'
import { is } from 'drizzle-orm'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { getTableConfig as getSqliteTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { createYoga } from 'graphql-yoga'
import { openPostgres, openShop } from '../databases.js'
import { relations } from '../schema/relations.js'
import { createLoaders } from './resolvers-by-hand.js'

const defaultLimit = 100

const accounts = drizzlePostgres({ client: openPostgres('accounts'), relations })
const music = drizzlePostgres({ client: openPostgres('music'), relations })
const shop = drizzleSqlite({ client: openShop(), relations })

/** Pothos asks its client for `query[table]` only: each table is asked at its own database. */
const query = {
  ...{ users: accounts.query.users, addresses: accounts.query.addresses },
  ...{ artists: music.query.artists, albums: music.query.albums, tracks: music.query.tracks },
  ...{ orders: shop.query.orders, orderItems: shop.query.orderItems },
}

/**
 * Untyped: Pothos's types are made for one client of one dialect.
 *
 * @type {any}
 */
const builder = new SchemaBuilder(
  /** @type {any} */ ({
    plugins: [DrizzlePlugin],
    drizzle: {
      client: { query },
      relations,
      getTableConfig: (/** @type {any} */ table) =>
        is(table, SQLiteTable) ? getSqliteTableConfig(table) : getTableConfig(table),
    },
  }),
)

/**
 * @typedef {object} Context
 * @property {ReturnType<typeof createLoaders>} loaders of aggregates, which Pothos does not plan
 * @property {Map<object, DataLoader<number, any>>} byField loaders of the links
 */

/**
 * Loads the far end of a link for all parents of a field in one go.
 *
 * @param {Context} context
 * @param {import('graphql').GraphQLResolveInfo} info
 * @param {number} key
 * @param {(keys: number[], plan: any) => Promise<unknown[]>} load one value per key, as Pothos planned
 */
function link(context, info, key, load) {
  const field = /** @type {object} */ (info.fieldNodes[0])
  // For each parent, as planning also notes at this place of the answer which relations need no second look-up.
  const plan = queryFromInfo({ config: getSchemaConfig(builder), context, info })
  const loader = context.byField.get(field) ?? new DataLoader((keys) => load([...keys], plan))
  context.byField.set(field, loader)
  return loader.load(key)
}

/**
 * @param {number[]} keys
 * @param {any[]} rows
 * @param {string} column
 */
function inGroups(keys, rows, column) {
  /** @type {Map<number, any[]>} */
  const groups = new Map(keys.map((key) => [key, []]))
  for (const row of rows) groups.get(row[column])?.push(row)
  return [...groups.values()]
}

const User = builder.drizzleObject('users', {
  name: 'User',
  fields: (/** @type {any} */ t) => ({
    id: t.exposeInt('id'),
    email: t.exposeString('email'),
    name: t.exposeString('name'),
    country: t.exposeString('country', { nullable: true }),
    role: t.exposeString('role'),
    createdAt: t.exposeString('createdAt'),
    addresses: t.relation('addresses', { query: { orderBy: { id: 'asc' }, limit: defaultLimit } }),
    orders: t.field({
      type: [Order],
      resolve: (
        /** @type {any} */ { id },
        /** @type {unknown} */ _,
        /** @type {Context} */ context,
        /** @type {any} */ info,
      ) =>
        link(context, info, id, async (keys, plan) => {
          const where = { userId: { in: keys } }
          const orders = await shop.query.orders.findMany({ ...plan, where, orderBy: { id: 'asc' } })
          return inGroups(keys, orders, 'userId').map((group) => group.slice(0, defaultLimit))
        }),
    }),
    topOrders: t.field({
      type: [Order],
      args: { limit: t.arg.int({ required: true }) },
      resolve: (
        /** @type {any} */ { id },
        /** @type {any} */ { limit },
        /** @type {Context} */ context,
        /** @type {any} */ info,
      ) =>
        link(context, info, id, (keys) => {
          const loader = context.loaders.orders({ orderBy: [{ total: 'desc' }], limit })
          return Promise.all(keys.map((key) => loader.load(key)))
        }),
    }),
    ordersAggregate: t.field({
      type: OrderAggregate,
      resolve: (/** @type {any} */ { id }, /** @type {unknown} */ _, /** @type {Context} */ { loaders }) =>
        loaders.orderTotals.load(id),
    }),
  }),
})
builder.drizzleObject('addresses', {
  name: 'Address',
  fields: (/** @type {any} */ t) => ({
    id: t.exposeString('id'),
    street: t.exposeString('street'),
    city: t.exposeString('city'),
    primary: t.exposeBoolean('primary'),
  }),
})
const Order = builder.drizzleObject('orders', {
  name: 'Order',
  fields: (/** @type {any} */ t) => ({
    id: t.exposeInt('id'),
    status: t.exposeString('status'),
    total: t.exposeString('total'),
    createdAt: t.string({ resolve: (/** @type {{ createdAt: Date }} */ { createdAt }) => createdAt.toISOString() }),
    items: t.relation('items', { query: { orderBy: { id: 'asc' }, limit: defaultLimit } }),
    user: t.field({
      type: User,
      nullable: true,
      resolve: (
        /** @type {any} */ { userId },
        /** @type {unknown} */ _,
        /** @type {Context} */ context,
        /** @type {any} */ info,
      ) =>
        link(context, info, userId, async (keys, plan) => {
          const users = await accounts.query.users.findMany({ ...plan, where: { id: { in: keys } } })
          return inGroups(keys, users, 'id').map(([user]) => user ?? null)
        }),
    }),
  }),
})
builder.drizzleObject('orderItems', {
  name: 'OrderItem',
  fields: (/** @type {any} */ t) => ({
    id: t.exposeInt('id'),
    sku: t.exposeString('sku'),
    quantity: t.exposeInt('quantity'),
    price: t.exposeString('price'),
  }),
})
const OrderAggregate = builder.objectRef('OrderAggregate').implement({
  fields: (/** @type {any} */ t) => ({
    count: t.exposeInt('count'),
    total: t.exposeString('total', { nullable: true }),
  }),
})
builder.drizzleObject('artists', {
  name: 'Artist',
  fields: (/** @type {any} */ t) => ({
    artistId: t.exposeInt('artistId'),
    name: t.exposeString('name', { nullable: true }),
    albums: t.relation('albums', { query: { orderBy: { albumId: 'asc' }, limit: defaultLimit } }),
  }),
})
builder.drizzleObject('albums', {
  name: 'Album',
  fields: (/** @type {any} */ t) => ({
    albumId: t.exposeInt('albumId'),
    title: t.exposeString('title'),
    tracks: t.relation('tracks', { query: { orderBy: { trackId: 'asc' }, limit: defaultLimit } }),
  }),
})
builder.drizzleObject('tracks', {
  name: 'Track',
  fields: (/** @type {any} */ t) => ({
    trackId: t.exposeInt('trackId'),
    name: t.exposeString('name'),
    milliseconds: t.exposeInt('milliseconds'),
    unitPrice: t.exposeString('unitPrice'),
  }),
})

/**
 * A root field: rows of a table behind a key.
 *
 * @param {any} t
 * @param {keyof typeof query} table
 * @param {string} key
 */
const list = (t, table, key) =>
  t.drizzleField({
    type: [table],
    args: { after: t.arg.int({ required: true }), limit: t.arg.int({ required: true }) },
    resolve: (/** @type {any} */ plan, /** @type {unknown} */ _, /** @type {any} */ { after, limit }) =>
      /** @type {any} */ (query[table]).findMany(
        plan({ where: { [key]: { gt: after } }, orderBy: { [key]: 'asc' }, limit }),
      ),
  })

builder.queryType({
  fields: (/** @type {any} */ t) => ({
    user: t.drizzleField({
      type: 'users',
      nullable: true,
      args: { id: t.arg.int({ required: true }) },
      resolve: (/** @type {any} */ plan, /** @type {unknown} */ _, /** @type {any} */ { id }) =>
        query.users.findFirst(plan({ where: { id } })),
    }),
    users: list(t, 'users', 'id'),
    orders: list(t, 'orders', 'id'),
    artists: list(t, 'artists', 'artistId'),
  }),
})

const yoga = createYoga({
  schema: builder.toSchema(),
  context: () => ({ loaders: createLoaders(), byField: new Map() }),
  graphiql: false,
  logging: false,
})
createServer(yoga).listen(Number(process.env['PORT']), '127.0.0.1')
