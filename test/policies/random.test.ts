import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createReference, type Reference } from '../reference/execute-reference.ts'
import { arbitraryOperation, type Operation } from '../support/operations/arbitrary-operation.ts'
import { checkOperations } from '../support/operations/check-operations.ts'
import { firstDifference } from '../support/operations/first-difference.ts'
import { runOperation } from '../support/operations/run-operation.ts'
import { runEngine } from '../support/run-engine.ts'
import { drizzleWorld } from '../support/worlds/drizzle-world.ts'
import {
  drizzleRoles,
  fanRules,
  oddPermissions,
  oddRoles,
  visibleRows,
  type OddContext,
  type ReadRules,
} from '../support/worlds/odd-policies.ts'
import { oddWorld } from '../support/worlds/odd-world.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'

const runs = Number(process.env['HEDDLE_RANDOM_RUNS'] ?? 2000)
const seed = Number(process.env['HEDDLE_RANDOM_SEED'] ?? 20261122)
const path = process.env['HEDDLE_RANDOM_PATH']

const worlds: Record<'odd' | 'drizzle', OpenWorld | null> = { odd: null, drizzle: null }

beforeAll(async () => {
  worlds.odd = await openWorld(oddWorld, { onServer: true, settings: oddRoles })
  worlds.drizzle = await openWorld(drizzleWorld, { onServer: true, settings: drizzleRoles })
}, 60_000)

afterAll(async () => {
  for (const world of Object.values(worlds)) await world?.close()
})

/**
 * What a viewer is answered is what the reference answers over the rows that the viewer sees, and over no others: wherever a
 * row is reached, by a root field or in a filter, an order, an aggregate, a group, a page. Values are drawn from all rows.
 */
describe.each<[string, ReadRules, OddContext, keyof typeof worlds, number]>([
  ['member', oddPermissions.member, { id: 3, ids: [1, 2, 3, 5, 8, 13, 21], country: 'CH' }, 'odd', Math.ceil(runs / 2)],
  ['tenant', oddPermissions.tenant, { id: 2, ids: [4, 7, 9, 12, 30] }, 'odd', Math.ceil(runs / 4)],
  ['nobody', oddPermissions.nobody, { id: null }, 'odd', Math.ceil(runs / 8)],
  ['fan', fanRules, { id: 9, ids: [1, 4, 7, 12] }, 'drizzle', Math.ceil(runs / 4)],
])('as %s', (role, rules, context, name, count) => {
  test(
    `answers ${count} random operations over the visible rows, and as if there were no others`,
    async () => {
      const world = worlds[name]! // opened before all
      const schema = world.heddle.engine.schemaFor(role)
      const reference = createReference(schema, visibleRows(world.data, rules, context))
      const viewer = { role, context }
      const operations = arbitraryOperation(schema, world.data)
      const alike = (operation: Operation): Promise<void> => holds(world, reference, operation, viewer)
      expect(await checkOperations(operations, alike, { count, seed, path })).toBeNull()
    },
    60_000 + count * 500,
  )
})

async function holds(
  world: OpenWorld,
  reference: Reference,
  operation: Operation,
  viewer: { role: string; context: OddContext },
) {
  const expected = await runOperation(operation, (document, variables) => reference(document, variables))
  if (expected.errors) throw new Error(`the reference fails: ${expected.errors[0]?.message}`)
  const run = (reference: boolean) =>
    runOperation(operation, async (document, variables) => {
      const ran = await runEngine(world.heddle, document, variables, { viewer, reference })
      if (!reference && ran.path !== 'text') throw new Error('Heddle answered on the reference path')
      const { bound } = await world.heddle.explain(document, variables, viewer)
      const over = Object.entries(ran.statements).find(([source, statements]) => statements > (bound[source] ?? 0))
      if (over) throw new Error(`${over[1]} statements at ${over[0]}, explain says ${bound[over[0]]}`)
      return ran.result
    })
  const direct = await run(false)
  if (direct.errors) throw new Error(`Heddle fails: ${JSON.stringify(direct.errors)}`)
  const difference = firstDifference(expected.data, direct.data)
  if (difference !== null) throw new Error(`Heddle differs from the reference at ${difference}`)
  const parted = firstDifference(direct, await run(true), 'answer')
  if (parted !== null) throw new Error(`the reference path differs from the direct path at ${parted}`)
}
