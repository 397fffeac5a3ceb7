import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { arbitraryMutation } from '../support/operations/arbitrary-mutation.ts'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { shopRoles } from './shop-roles.ts'
import { missingServer, dialectsOf, openWriteWorld, shopWorld, type OpenWriteWorld, type Placement } from './shop.ts'

/** Writes of each role. `npm run test:interference` draws 10,000. */
const runs = Number(process.env['HEDDLE_INTERFERENCE_WRITES'] ?? 1000)
const seed = Number(process.env['HEDDLE_RANDOM_SEED'] ?? 20261128)
/** Both worlds make the same cursors of the same rows. */
const secret = ['of both worlds, so that their cursors can be compared']
/** Writes after which both worlds begin anew. */
const together = 40

/**
 * What is hidden from user 1, and differs: in the second world other users, orders, clubs have other values, and there are
 * more of them. They have none of the keys that are drawn below, and the next rows have the same numbers in both.
 */
const differences: Readonly<Record<string, readonly string[]>> = {
  customer: [
    `update users set name = 'Other', country = 'XX', visits = 77, credit = 3 where id <> 1`,
    `update users set visits = 99 where id = 1`,
    `insert into users (id, email, name) values (5000, 'hidden@h.org', 'Hidden')`,
    `update addresses set street = 'Elsewhere', city = 'Nowhere' where user_id <> 1`,
    `insert into addresses (id, user_id, street) values (5000, 5000, 'Ada'), (5001, 5000, 'Gasse')`,
    `update clubs set name = 'hidden club' where id <> 1`,
    `insert into clubs (id, name) values (5000, 'another hidden club')`,
    `update orders set status = 'draft', total = 1 where user_id <> 1`,
    `insert into orders (id, user_id, status, total) values (5000, 2, 'draft', 5), (5001, 5000, 'paid', 999)`,
    `update items set sku = 'ink2', quantity = 9 where order_id = 3`,
    `insert into items (id, order_id, sku) values (5000, 5000, 'pen'), (5001, 5001, 'pen')`,
  ],
  captain: [
    `insert into users (id, email, name) values (5000, 'hidden@h.org', 'Hidden')`,
    `insert into members (user_id, club_id) values (5000, 2)`,
    `update orders set status = 'draft', total = 1 where user_id <> 1`,
    `insert into orders (id, user_id, status, total) values (5000, 2, 'draft', 5), (5001, 5000, 'paid', 999)`,
    `update addresses set street = 'Elsewhere' where user_id <> 1`,
  ],
  clerk: [
    `update orders set status = 'draft', total = 1 where user_id <> 1`,
    `insert into orders (id, user_id, status, total) values (5000, 2, 'draft', 5), (5001, 3, 'paid', 999)`,
  ],
}

const pools = {
  Int: ['1', '2', '3', '4', '99', '1', '2000', '2001', '-1'],
  String: [
    '"Ada"',
    '"ada@x.org"',
    '"new@x.org"',
    '"pen"',
    '"draft"',
    '"paid"',
    '"Bern"',
    '"chess"',
    '"CH"',
    '"%a%"',
    '"no"',
  ],
  Decimal: ['"5"', '"12.00"', '"0.50"', '"999"', '"1000"', '"-1"'],
  Float: ['1'],
  Boolean: ['true', 'false'],
  ID: [
    '"User:1"',
    '"User:2"',
    '"Order:1"',
    '"Order:2"',
    '"Order:3"',
    '"Club:1"',
    '"Address:1"',
    '"Item:1"',
    '"Item:99"',
  ],
}

/** Everything that the role sees, to be compared now and then. */
const seen: Readonly<Record<string, string>> = {
  customer: `{ users { id email name country credit } addresses { id street city userId } profiles { bio userId } clubs { id name }
    orders { id status total userId } items { id sku quantity orderId } }`,
  captain: `{ users { id email name country clubs { id } clubsAggregate { count } } clubs { id name users { id } }
    members { userId clubId } orders { id status total userId } addresses { id street city userId } }`,
  clerk: `{ users { id email name country visits credit } addresses { id street city } clubs { id name } members { userId clubId }
    orders { id status total userId } items { id sku quantity orderId } }`,
}

const open: OpenWriteWorld[] = []
afterAll(async () => {
  for (const world of open) await world.close()
})

const nextNumber: Readonly<Record<DialectName, (table: string) => string>> = {
  sqlite: (table) => `update sqlite_sequence set seq = 9000 where name = '${table}'`,
  mariadb: (table) => `alter table ${table} auto_increment = 9001`,
  mysql: (table) => `alter table ${table} auto_increment = 9001`,
  postgres: (table) => `alter table ${table} alter column id restart with 9001`,
}

/** The first numbers of new rows, far from those that are hidden in one world alone. */
async function begin(world: OpenWriteWorld, placement: Placement, more: readonly string[]): Promise<void> {
  const [first, second] = dialectsOf(placement)
  await world.reset()
  for (const text of more) {
    const shop = second !== undefined && /\b(?:orders|items)\b/.test(text)
    await world.query(second === undefined ? 'store' : shop ? 'shop' : 'accounts', text)
  }
  for (const table of ['users', 'addresses', 'clubs', 'orders', 'items']) {
    const shop = second !== undefined && ['orders', 'items'].includes(table)
    const dialect = (shop ? second : first)! // a placement has one or two
    await world.query(second === undefined ? 'store' : shop ? 'shop' : 'accounts', nextNumber[dialect](table))
  }
}

const cases = ['customer', 'clerk', 'captain'].flatMap((role): [string, Placement, number][] => [
  [role, 'sqlite+sqlite', Math.ceil(runs * 0.7)],
  [role, 'postgres+sqlite', Math.ceil(runs * 0.1)],
  [role, 'mariadb+sqlite', Math.ceil(runs * 0.1)],
  [role, 'postgres+mariadb', Math.ceil(runs * 0.1)],
])

describe.each(cases)('a %s over %s', (role, placement, count) => {
  const missing = missingServer(dialectsOf(placement))
  it(
    `learns nothing of hidden rows from ${count} random writes`,
    { timeout: 60_000 + count * 300 },
    async ({ skip }) => {
      if (missing !== null) return skip(missing)
      const [one, other] = (await Promise.all(
        [0, 1].map(async () => {
          const world = await openWriteWorld(shopWorld(placement), { ...shopRoles, secret })
          open.push(world)
          return world
        }),
      )) as [OpenWriteWorld, OpenWriteWorld]
      const drawn = arbitraryMutation(one.heddle.engine.schemaFor(role), pools)
      const viewer = { role, context: { id: 1 } }
      const ask = async (world: OpenWriteWorld, document: string): Promise<string> => {
        const { result, statements } = await world.run(document, {}, viewer)
        // Which of two databases is asked first is nobody's choice, and the name of a transaction is drawn.
        const counted = Object.entries(statements).sort(([one], [other]) => (one < other ? -1 : 1))
        return JSON.stringify([result, counted]).replaceAll(/hd1_\w+/g, 'gtid')
      }
      let wrote = 0
      let refused = 0
      for (const [index, document] of fc.sample(drawn, { numRuns: count, seed }).entries()) {
        if (index % together === 0) {
          await begin(one, placement, [])
          await begin(other, placement, differences[role] ?? [])
        }
        const [here, there] = await Promise.all([ask(one, document), ask(other, document)])
        expect(there, `${index}: ${document}`).toBe(here)
        if (here.includes('"participants"')) wrote += 1
        if (here.includes('"errors"')) refused += 1
        if (index % together === together - 1) {
          expect(await ask(other, seen[role]!), `after ${index}`).toBe(await ask(one, seen[role]!))
        }
      }
      const differing = await Promise.all(
        [one, other].map((world) => world.run('{ orders { total } }', {}, { role: 'admin' })),
      )
      expect(differing[0]?.result, 'the worlds differ').not.toEqual(differing[1]?.result)
      expect(wrote, `of ${count}, ${refused} refused`).toBeGreaterThan(count / 8)
      expect(refused).toBeGreaterThan(count / 10)
    },
  )
})
