/**
 * The values of orders and items as SQL over a row number `i`, alike in PostgreSQL and SQLite: whole-number arithmetic
 * below 2^63 only, so that both databases make the same rows.
 */

/** A number from 0 to 2^32 - 1 that looks random; `salt` makes columns independent. */
const scatter = (/** @type {string} */ i, /** @type {number} */ salt) =>
  `((((${i} + ${salt}) * 2654435761) % 4294967296) * 40503 / 65536 % 65536 * 65536 + ((${i} + ${salt}) * 2246822519) % 65536)`

const firstOrder = 1_704_067_200 // 2024-01-01

/**
 * Columns of order `i`, without `status` and the type of `created_at`.
 *
 * @param {{ users: number }} size
 */
export const orderValues = (size) => ({
  id: 'i',
  userId: `1 + ${scatter('i', 11)} % ${size.users}`,
  status: `case ${scatter('i', 23)} % 10 when 0 then 'draft' when 1 then 'cancelled' when 2 then 'paid' when 3 then 'paid' else 'shipped' end`,
  /** Cents, 1.00 to 999.99. */
  cents: `100 + ${scatter('i', 37)} % 99900`,
  /** Seconds since 1970. */
  createdAt: `${firstOrder} + ${scatter('i', 41)} % 60000000`,
})

/**
 * Columns of item `i`. Items lie as an application would have written them: those of one order one after the other.
 *
 * @param {{ orders: number, items: number }} size
 */
export const itemValues = (size) => ({
  id: 'i',
  orderId: `1 + (i - 1) * ${size.orders} / ${size.items}`,
  sku: `'SKU-' || (10000 + ${scatter('i', 53)} % 20000)`,
  quantity: `1 + ${scatter('i', 61)} % 5`,
  /** Cents, 1.00 to 250.99. */
  cents: `100 + ${scatter('i', 71)} % 25000`,
})

/** The row number of order or item as SQLite has none: numbers from 1 to `count`. */
export const numbers = (/** @type {number} */ count) =>
  `with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${count})`
