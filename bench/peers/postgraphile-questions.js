/**
 * The workloads in PostGraphile's API, whose lists are connections and which calls a column `id` `rowId`.
 *
 * @type {Record<string, import('../contestants.js').Question>}
 */
export const questions = {
  W1: {
    document: `query W1($id: Int!) {
      user: userByRowId(rowId: $id) { id: rowId email name country role createdAt }
    }`,
  },
  W2: { document: someUsers('W2', 100, 'id: rowId email name country role createdAt'), read: plain },
  W2k: { document: someUsers('W2k', 1000, 'id: rowId email name country role createdAt'), read: plain },
  W3: {
    document: someUsers(
      'W3',
      50,
      `id: rowId name
      addresses: addressesByUserId(orderBy: PRIMARY_KEY_ASC, first: 100) { nodes { id: rowId street city primary } }`,
    ),
    read: plain,
  },
  W3c: {
    document: `query W3c($after: Int!) {
      artists: allArtists(filter: { artistId: { greaterThan: $after } }, orderBy: PRIMARY_KEY_ASC, first: 20) {
        nodes {
          artistId name
          albums: albumsByArtistId(orderBy: PRIMARY_KEY_ASC, first: 100) {
            nodes {
              albumId title
              tracks: tracksByAlbumId(orderBy: PRIMARY_KEY_ASC, first: 100) {
                nodes { trackId name milliseconds unitPrice }
              }
            }
          }
        }
      }
    }`,
    read: plain,
  },
  W4: {
    document: someUsers(
      'W4',
      50,
      `id: rowId name
      orders: ordersByUserId(orderBy: PRIMARY_KEY_ASC, first: 100) {
        nodes {
          id: rowId status total createdAt
          items: orderItemsByOrderId(orderBy: PRIMARY_KEY_ASC, first: 100) { nodes { id: rowId sku quantity price } }
        }
      }`,
    ),
    read: plain,
  },
  W5: {
    document: someUsers(
      'W5',
      50,
      `id: rowId name
      orders: ordersByUserId(orderBy: [TOTAL_DESC, ROW_ID_ASC], first: 3) { nodes { id: rowId total } }`,
    ),
    read: plain,
  },
  W6: {
    document: `query W6($after: Int!) {
      orders: allOrders(filter: { rowId: { greaterThan: $after } }, orderBy: PRIMARY_KEY_ASC, first: 100) {
        nodes { id: rowId status total user: userByUserId { id: rowId name email } }
      }
    }`,
    read: plain,
  },
  W7: {
    document: someUsers('W7', 50, 'id: rowId ordersByUserId { totalCount aggregates { sum { total } } }'),
    read: (data) => ({
      users: data.users.nodes.map((/** @type {any} */ { id, ordersByUserId: { totalCount, aggregates } }) => ({
        id,
        ordersAggregate: { count: totalCount, sum: aggregates.sum },
      })),
    }),
  },
}

/**
 * @param {string} name
 * @param {number} first
 * @param {string} selection
 */
function someUsers(name, first, selection) {
  return `query ${name}($after: Int!) {
    users: allUsers(filter: { rowId: { greaterThan: $after } }, orderBy: PRIMARY_KEY_ASC, first: ${first}) {
      nodes { ${selection} }
    }
  }`
}

/**
 * Lists instead of connections.
 *
 * @param {any} value
 * @returns {any}
 */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value.nodes)) return plain(value.nodes)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}
