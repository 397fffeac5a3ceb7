/** How the rows of all databases meet. `users.orders` and `orders.user` cross from PostgreSQL to SQLite and back. */
import { defineRelations } from 'drizzle-orm'
import * as accounts from './accounts.js'
import * as music from './music.js'
import * as shop from './shop.js'

export const relations = defineRelations({ ...accounts, ...shop, ...music }, (r) => ({
  users: {
    addresses: r.many.addresses({ from: r.users.id, to: r.addresses.userId }),
    orders: r.many.orders({ from: r.users.id, to: r.orders.userId }),
  },
  addresses: { user: r.one.users({ from: r.addresses.userId, to: r.users.id, optional: false }) },
  orders: {
    user: r.one.users({ from: r.orders.userId, to: r.users.id }),
    items: r.many.orderItems({ from: r.orders.id, to: r.orderItems.orderId }),
  },
  orderItems: { order: r.one.orders({ from: r.orderItems.orderId, to: r.orders.id, optional: false }) },
  artists: { albums: r.many.albums({ from: r.artists.artistId, to: r.albums.artistId }) },
  albums: {
    artist: r.one.artists({ from: r.albums.artistId, to: r.artists.artistId, optional: false }),
    tracks: r.many.tracks({ from: r.albums.albumId, to: r.tracks.albumId }),
  },
  tracks: { album: r.one.albums({ from: r.tracks.albumId, to: r.albums.albumId }) },
}))
