/**
 * Resolvers as a team writes them by hand: Drizzle for the rows, a DataLoader for each relation, made anew for each
 * request. Every relation is one statement per level; a limit per parent is a window function.
 */
import DataLoader from 'dataloader'
import { and, asc, count, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { GraphQLScalarType } from 'graphql'
import { openPostgres, openShop } from '../databases.js'
import { addresses, users } from '../schema/accounts.js'
import { albums, artists, tracks } from '../schema/music.js'
import { orderItems, orders } from '../schema/shop.js'

const accounts = drizzlePostgres({ client: openPostgres('accounts') })
const music = drizzlePostgres({ client: openPostgres('music') })
const shop = drizzleSqlite({ client: openShop() })

const defaultLimit = 100

/**
 * A loader of lists: the rows of all parents in one go, grouped by their key.
 *
 * @template Row
 * @param {(keys: number[]) => PromiseLike<Row[]>} load rows in the order wanted
 * @param {(row: Row) => number | null} keyOf
 */
function listLoader(load, keyOf) {
  return new DataLoader(async (/** @type {readonly number[]} */ keys) => {
    /** @type {Map<number | null, Row[]>} */
    const groups = new Map()
    for (const row of await load([...keys])) {
      const key = keyOf(row)
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
    return keys.map((key) => groups.get(key) ?? [])
  })
}

/** @param {{ total?: 'asc' | 'desc' }[] | undefined} orderBy */
function orderOfOrders(orderBy) {
  const columns = (orderBy ?? []).flatMap(({ total }) =>
    total ? [total === 'desc' ? desc(orders.total) : asc(orders.total)] : [],
  )
  return [...columns, asc(orders.id)]
}

/** @param {{ orderBy?: { total?: 'asc' | 'desc' }[], limit: number }} options */
function ordersLoader({ orderBy, limit }) {
  const order = orderOfOrders(orderBy)
  return listLoader(
    (keys) => {
      const ranked = shop
        .select({
          id: orders.id,
          userId: orders.userId,
          status: orders.status,
          total: orders.total,
          createdAt: orders.createdAt,
          rank: sql`row_number() over (partition by ${orders.userId} order by ${sql.join(order, sql`, `)})`.as('rank'),
        })
        .from(orders)
        .where(inArray(orders.userId, keys))
        .as('ranked')
      return shop.select().from(ranked).where(lte(ranked.rank, limit)).orderBy(ranked.userId, ranked.rank)
    },
    (order) => order.userId,
  )
}

/** The loaders of one request. */
export function createLoaders() {
  /** @type {Map<string, ReturnType<typeof ordersLoader>>} */
  const ordersByArguments = new Map()
  return {
    user: new DataLoader(async (/** @type {readonly number[]} */ ids) => {
      const rows = await accounts
        .select()
        .from(users)
        .where(inArray(users.id, [...ids]))
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
    addresses: listLoader(
      (keys) => accounts.select().from(addresses).where(inArray(addresses.userId, keys)).orderBy(addresses.id),
      (address) => address.userId,
    ),
    orders: (/** @type {{ orderBy?: { total?: 'asc' | 'desc' }[], limit: number }} */ options) => {
      const key = JSON.stringify(options)
      const loader = ordersByArguments.get(key) ?? ordersLoader(options)
      ordersByArguments.set(key, loader)
      return loader
    },
    items: listLoader(
      (keys) => shop.select().from(orderItems).where(inArray(orderItems.orderId, keys)).orderBy(orderItems.id),
      (item) => item.orderId,
    ),
    orderTotals: new DataLoader(async (/** @type {readonly number[]} */ ids) => {
      const rows = await shop
        .select({
          userId: orders.userId,
          count: count(),
          total: sql`printf('%.2f', sum(cast(round(${orders.total} * 100) as integer)) / 100.0)`,
        })
        .from(orders)
        .where(inArray(orders.userId, [...ids]))
        .groupBy(orders.userId)
      const byUser = new Map(rows.map((row) => [row.userId, row]))
      return ids.map((id) => byUser.get(id) ?? { count: 0, total: null })
    }),
    albums: listLoader(
      (keys) => music.select().from(albums).where(inArray(albums.artistId, keys)).orderBy(albums.albumId),
      (album) => album.artistId,
    ),
    tracks: listLoader(
      (keys) => music.select().from(tracks).where(inArray(tracks.albumId, keys)).orderBy(tracks.trackId),
      (track) => track.albumId,
    ),
  }
}

/** @typedef {{ loaders: ReturnType<typeof createLoaders> }} Context */

/**
 * The fields of a list, cut to its limit.
 *
 * @template Row
 * @param {Promise<Row[]>} rows
 * @param {number} [limit]
 */
const cut = async (rows, limit = defaultLimit) => (await rows).slice(0, limit)

const greater = (/** @type {any} */ column, /** @type {{ eq?: number, gt?: number } | undefined} */ filter) =>
  and(
    filter?.gt === undefined ? undefined : gt(column, filter.gt),
    filter?.eq === undefined ? undefined : eq(column, filter.eq),
  )

export const resolvers = {
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : `${String(value).replace(' ', 'T')}:00`),
  }),
  Query: {
    user: async (/** @type {unknown} */ _, /** @type {any} */ { where }) =>
      (await accounts.select().from(users).where(eq(users.id, where.id)))[0] ?? null,
    users: (/** @type {unknown} */ _, /** @type {any} */ { where, limit = defaultLimit }) =>
      accounts.select().from(users).where(greater(users.id, where?.id)).orderBy(users.id).limit(limit),
    orders: (/** @type {unknown} */ _, /** @type {any} */ { where, limit = defaultLimit }) =>
      shop.select().from(orders).where(greater(orders.id, where?.id)).orderBy(orders.id).limit(limit),
    artists: (/** @type {unknown} */ _, /** @type {any} */ { where, limit = defaultLimit }) =>
      music
        .select()
        .from(artists)
        .where(greater(artists.artistId, where?.artistId))
        .orderBy(artists.artistId)
        .limit(limit),
  },
  User: {
    addresses: (/** @type {any} */ user, /** @type {any} */ { limit }, /** @type {Context} */ { loaders }) =>
      cut(loaders.addresses.load(user.id), limit),
    orders: (
      /** @type {any} */ user,
      /** @type {any} */ { orderBy, limit = defaultLimit },
      /** @type {Context} */ { loaders },
    ) => loaders.orders({ orderBy, limit }).load(user.id),
    ordersAggregate: (/** @type {any} */ user, /** @type {unknown} */ _, /** @type {Context} */ { loaders }) =>
      loaders.orderTotals.load(user.id),
  },
  Order: {
    user: (/** @type {any} */ order, /** @type {unknown} */ _, /** @type {Context} */ { loaders }) =>
      loaders.user.load(order.userId),
    items: (/** @type {any} */ order, /** @type {any} */ { limit }, /** @type {Context} */ { loaders }) =>
      cut(loaders.items.load(order.id), limit),
  },
  OrderAggregate: { sum: (/** @type {{ total: string | null }} */ { total }) => ({ total }) },
  Artist: {
    albums: (/** @type {any} */ artist, /** @type {any} */ { limit }, /** @type {Context} */ { loaders }) =>
      cut(loaders.albums.load(artist.artistId), limit),
  },
  Album: {
    tracks: (/** @type {any} */ album, /** @type {any} */ { limit }, /** @type {Context} */ { loaders }) =>
      cut(loaders.tracks.load(album.albumId), limit),
  },
}
