/**
 * LIMIT: what hand-written SQL can do. The query's text names a function; the databases build the finished JSON; where
 * two databases meet, the first gives `[[key, text], …]` and the second puts its own text behind each. No GraphQL, and
 * no object per row. Limits and orders are those of the questions.
 */
import { openPostgres, openShop } from '../databases.js'
import { serveLean } from '../lean-http.js'
import { workloads } from '../workloads.js'
import * as statements from './statements.js'

const accounts = openPostgres('accounts')
const music = openPostgres('music')
const shop = openShop()

/** The bound of policies, where there are any. */
const forPostgres = statements.policed ? [0] : []
const forShop = statements.policed ? [{ least: 0 }] : []

/**
 * The only value of the only row, as the bytes that came from PostgreSQL.
 *
 * @param {import('postgres').Sql} sql
 * @param {string} statement
 * @param {number | string} parameter
 * @returns {Promise<Buffer>}
 */
async function fromPostgres(sql, statement, parameter) {
  const rows = await sql.unsafe(statement, [parameter, ...forPostgres], { prepare: true }).raw()
  return /** @type {any} */ (rows)[0][0]
}

/**
 * PostgreSQL first: its `[[key, text], …]` goes into SQLite's statement, which gives the whole answer.
 *
 * @param {string} first
 * @param {string} second
 * @returns {(variables: { after: number }) => Promise<Buffer>}
 */
function accountsThenShop(first, second) {
  const finish = shop.prepare(second).pluck()
  return async ({ after }) => {
    const users = await fromPostgres(accounts, first, after)
    return /** @type {Buffer} */ (finish.get(users.toString('utf8'), ...forShop))
  }
}

const someOrders = shop.prepare(statements.someOrders).raw()

/** SQLite first, then PostgreSQL for the users in the order of their keys; each gives one text, zipped here. */
async function ordersWithUsers(/** @type {{ after: number }} */ { after }) {
  const [keys, prefixes] = /** @type {[string, string]} */ (someOrders.get(after, ...forShop))
  const users = await fromPostgres(accounts, statements.usersInOrder, keys)
  const parts = users.toString('utf8').split(statements.separator)
  const orders = prefixes.split(statements.separator).map((prefix, index) => `${prefix}${parts[index]}}`)
  return `{"data":{"orders":[${orders.join(',')}]}}`
}

const firstBuyers = shop.prepare(statements.firstBuyers).pluck()

/** @type {Record<string, (variables: any) => Promise<Buffer | string>>} */
const answers = {
  W1: ({ id }) => fromPostgres(accounts, statements.oneUser, id),
  W2: ({ after }) => fromPostgres(accounts, statements.someUsers(100), after),
  W2k: ({ after }) => fromPostgres(accounts, statements.someUsers(1000), after),
  W3: ({ after }) => fromPostgres(accounts, statements.usersWithAddresses, after),
  W3c: ({ after }) => fromPostgres(music, statements.artists, after),
  W4: accountsThenShop(statements.userPrefixes('orders'), statements.ordersWithItems),
  W5: accountsThenShop(statements.userPrefixes('orders'), statements.topOrders),
  W6: ordersWithUsers,
  W7: accountsThenShop(statements.userIds, statements.orderTotals),
  W8: ({ over }) =>
    fromPostgres(accounts, statements.usersByKeys, String(firstBuyers.get(Number(over), ...forShop) ?? '{}')),
}

/** @type {Map<string, (variables: any) => Promise<Buffer | string>>} */
const byDocument = new Map()
for (const { id, document } of workloads) {
  const answer = answers[id]
  if (answer) byDocument.set(document, answer)
}

serveLean(async (query, variables) => {
  const answer = byDocument.get(query)
  if (!answer) throw new Error('LIMIT knows the questions of workloads.js only.')
  return answer(variables)
})
