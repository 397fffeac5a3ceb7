/**
 * The workloads in the API that `pothos.js` has.
 *
 * @type {Record<string, import('../contestants.js').Question>}
 */
export const questions = {
  W1: { document: 'query W1($id: Int!) { user(id: $id) { id email name country role createdAt } }' },
  W2: { document: some('W2', 'users', 100, 'id email name country role createdAt') },
  W2k: { document: some('W2k', 'users', 1000, 'id email name country role createdAt') },
  W3: { document: some('W3', 'users', 50, 'id name addresses { id street city primary }') },
  W3c: {
    document: some(
      'W3c',
      'artists',
      20,
      'artistId name albums { albumId title tracks { trackId name milliseconds unitPrice } }',
    ),
  },
  W4: {
    document: some('W4', 'users', 50, 'id name orders { id status total createdAt items { id sku quantity price } }'),
  },
  W5: { document: some('W5', 'users', 50, 'id name orders: topOrders(limit: 3) { id total }') },
  W6: { document: some('W6', 'orders', 100, 'id status total user { id name email }') },
  W7: {
    document: some('W7', 'users', 50, 'id ordersAggregate { count total }'),
    read: ({ users }) => ({
      users: users.map((/** @type {any} */ { id, ordersAggregate: { count, total } }) => ({
        id,
        ordersAggregate: { count, sum: { total } },
      })),
    }),
  },
}

/**
 * @param {string} name
 * @param {string} field
 * @param {number} limit
 * @param {string} selection
 */
function some(name, field, limit, selection) {
  return `query ${name}($after: Int!) { ${field}(after: $after, limit: ${limit}) { ${selection} } }`
}
