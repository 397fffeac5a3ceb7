/**
 * The workloads in drizzle-graphql's API. Its lists have no order of their own, so one is asked for.
 *
 * @type {Record<string, import('../../contestants.js').Question>}
 */
export const questions = {
  W1: {
    document: `query W1($id: Int!) {
      usersSingle(where: { id: { eq: $id } }) { id email name country role createdAt }
    }`,
    read: ({ usersSingle }) => ({ user: usersSingle }),
  },
  W2: { document: someUsers('W2', 100, 'id email name country role createdAt') },
  W2k: { document: someUsers('W2k', 1000, 'id email name country role createdAt') },
  W3: { document: someUsers('W3', 50, `id name addresses(${by('id')}) { id street city primary }`) },
  W3c: {
    document: `query W3c($after: Int!) {
      artists(where: { artistId: { gt: $after } }, ${by('artistId')}, limit: 20) {
        artistId name albums(${by('albumId')}) {
          albumId title tracks(${by('trackId')}) { trackId name milliseconds unitPrice }
        }
      }
    }`,
  },
  W4: {
    document: someUsers('W4', 50, 'id name orders { id status total createdAt items { id sku quantity price } }'),
  },
  W5: { document: someUsers('W5', 50, 'id name orders(byTotal: true, limit: 3) { id total }') },
  W6: {
    // The link needs its key among the selected columns.
    document: `query W6($after: Int!) {
      orders(where: { id: { gt: $after } }, ${by('id')}, limit: 100) { id status total userId user { id name email } }
    }`,
    read: ({ orders }) => ({
      orders: orders.map((/** @type {any} */ { userId, ...order }) => order),
    }),
  },
  W7: {
    document: someUsers('W7', 50, 'id ordersAggregate { count total }'),
    read: ({ users }) => ({
      users: users.map((/** @type {any} */ { id, ordersAggregate: { count, total } }) => ({
        id,
        ordersAggregate: { count, sum: { total } },
      })),
    }),
  },
}

/** @param {string} column */
function by(column) {
  return `orderBy: { ${column}: { direction: asc, priority: 1 } }`
}

/**
 * @param {string} name
 * @param {number} limit
 * @param {string} selection
 */
function someUsers(name, limit, selection) {
  return `query ${name}($after: Int!) {
    users(where: { id: { gt: $after } }, ${by('id')}, limit: ${limit}) { ${selection} }
  }`
}
