/**
 * GraphQL Yoga over the schemas that drizzle-graphql makes, one of each database. What crosses databases it does not
 * know: those fields are added by hand, with the loaders of the other peers.
 */
import { createServer } from 'node:http'
import { buildSchema } from 'drizzle-graphql'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { extendSchema, GraphQLObjectType, GraphQLSchema, parse } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { openPostgres, openShop } from '../../databases.js'
import { createLoaders } from '../resolvers-by-hand.js'
import * as tables from './schema.js'

const options = { mutations: false }
const accounts = buildSchema(drizzlePostgres(openPostgres('accounts'), { schema: tables.accounts }), options)
const music = buildSchema(drizzlePostgres(openPostgres('music'), { schema: tables.music }), options)
const shop = buildSchema(drizzleSqlite(openShop(), { schema: tables.shop }), options)

const fields = { ...accounts.entities.queries, ...music.entities.queries, ...shop.entities.queries }
const ofEachDatabase = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) })

const links = parse(/* GraphQL */ `
  extend type UsersSelectItem {
    orders(byTotal: Boolean, limit: Int = 100): [OrdersSelectItem!]
    ordersAggregate: OrdersAggregate
  }
  type OrdersAggregate {
    count: Int!
    total: String
  }
  extend type OrdersSelectItem {
    user: UsersSelectItem
  }
`)
const schema = extendSchema(ofEachDatabase, links)

/** @typedef {{ loaders: ReturnType<typeof createLoaders> }} Context */

setResolver('UsersSelectItem', 'orders', async ({ id }, { byTotal, limit }, { loaders }) => {
  const orderBy = byTotal ? { orderBy: [{ total: /** @type {const} */ ('desc') }] } : {}
  const orders = await loaders.orders({ ...orderBy, limit }).load(id)
  return orders.map((order) => ({ ...order, createdAt: order.createdAt.toISOString() }))
})
setResolver('UsersSelectItem', 'ordersAggregate', ({ id }, _, { loaders }) => loaders.orderTotals.load(id))
setResolver('OrdersSelectItem', 'user', ({ userId }, _, { loaders }) => loaders.user.load(userId))
setResolver('OrdersSelectItem', 'items', ({ id, items }, _, { loaders }) => items ?? loaders.items.load(id))

/**
 * @param {string} type
 * @param {string} field
 * @param {(parent: any, args: any, context: Context) => unknown} resolve
 */
function setResolver(type, field, resolve) {
  const objectType = /** @type {GraphQLObjectType} */ (schema.getType(type))
  Object.assign(objectType.getFields()[field] ?? {}, { resolve })
}

const yoga = createYoga({ schema, context: () => ({ loaders: createLoaders() }), graphiql: false, logging: false })
createServer(yoga).listen(Number(process.env['PORT']), '127.0.0.1')
