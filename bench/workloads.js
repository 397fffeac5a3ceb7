/**
 * The questions, in the API of Heddle (and of the peers written by hand). Every limit and order that LIMIT's SQL has
 * stands in the question, or is the API's default: 100 rows a list, in the order of the primary key.
 *
 * @typedef {{ users: number, orders: number, artists: number }} Size rows that variables are drawn from
 * @typedef {(below: number) => number} Draw a whole number from 0 to below - 1
 * @typedef {object} Workload
 * @property {string} id
 * @property {string} title
 * @property {string} document
 * @property {(draw: Draw, size: Size) => Record<string, unknown>} variables
 * @property {number} [bar] least share of LIMIT that Heddle must reach
 * @property {string} [pending] why it is not run
 */

const after = (/** @type {number} */ rows) => (/** @type {Draw} */ draw, /** @type {Size} */ size) => ({
  after: draw(size.users - rows),
})

/** @type {Workload[]} */
export const workloads = [
  {
    id: 'W1',
    title: 'one user by id, 6 columns',
    document: `query W1($id: Int!) {
      user(where: { id: $id }) { id email name country role createdAt }
    }`,
    variables: (draw, size) => ({ id: 1 + draw(size.users) }),
    bar: 0.6,
  },
  {
    id: 'W2',
    title: '100 users, 6 columns',
    document: `query W2($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 100) { id email name country role createdAt }
    }`,
    variables: after(100),
    bar: 0.65,
  },
  {
    id: 'W2k',
    title: '1,000 users',
    document: `query W2k($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 1000) { id email name country role createdAt }
    }`,
    variables: after(1_000),
    bar: 0.75,
  },
  {
    id: 'W3',
    title: '50 users with addresses',
    document: `query W3($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 50) { id name addresses { id street city primary } }
    }`,
    variables: after(50),
    bar: 0.65,
  },
  {
    id: 'W3c',
    title: 'Chinook: 20 artists, their albums, their tracks',
    document: `query W3c($after: Int!) {
      artists(where: { artistId: { gt: $after } }, limit: 20) {
        artistId name albums { albumId title tracks { trackId name milliseconds unitPrice } }
      }
    }`,
    variables: (draw, size) => ({ after: draw(size.artists - 20) }),
    bar: 0.75,
  },
  {
    id: 'W4',
    title: '50 users (PG), all their orders, all their items (SQLite)',
    document: `query W4($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 50) {
        id name orders { id status total createdAt items { id sku quantity price } }
      }
    }`,
    variables: after(50),
    bar: 0.75,
  },
  {
    id: 'W5',
    title: '50 users, each with its top 3 orders by total',
    document: `query W5($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 50) {
        id name orders(orderBy: [{ total: desc }], limit: 3) { id total }
      }
    }`,
    variables: after(50),
    bar: 0.75,
  },
  {
    id: 'W6',
    title: '100 orders (SQLite), each with its user (PG)',
    document: `query W6($after: Int!) {
      orders(where: { id: { gt: $after } }, limit: 100) { id status total user { id name email } }
    }`,
    variables: (draw, size) => ({ after: draw(size.orders - 100) }),
    bar: 0.75,
  },
  {
    id: 'W7',
    title: 'count and sum of orders for 50 users',
    document: `query W7($after: Int!) {
      users(where: { id: { gt: $after } }, limit: 50) { id ordersAggregate { count sum { total } } }
    }`,
    variables: after(50),
    bar: 0.75,
  },
  {
    id: 'W8',
    title: 'first 20 users who have an order over X',
    document: `query W8($over: Decimal!) {
      users(where: { orders: { some: { total: { gt: $over } } } }, limit: 20) { id name email }
    }`,
    variables: (draw) => ({ over: `${900 + draw(90)}.00` }),
    bar: 0.75,
  },
]

/**
 * The same numbers on every run.
 *
 * @param {number} seed
 * @returns {Draw}
 */
export function drawFrom(seed) {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
