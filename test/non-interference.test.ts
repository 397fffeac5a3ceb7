import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { bodyText } from '../src/request.ts'
import { arbitraryOperation, type Operation } from './support/operations/arbitrary-operation.ts'
import { describeFailure } from './support/operations/describe-failure.ts'
import { runOperation } from './support/operations/run-operation.ts'
import { differInHidden, type Looker } from './support/worlds/hidden-differences.ts'
import { drizzleWorld } from './support/worlds/drizzle-world.ts'
import { drizzleRoles, fanRules, oddPermissions, oddRoles } from './support/worlds/odd-policies.ts'
import { oddWorld } from './support/worlds/odd-world.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'
import type { World } from './support/worlds/world.ts'

/** Operations in all. `npm run test:interference` asks for 50,000. */
const runs = Number(process.env['HEDDLE_INTERFERENCE_RUNS'] ?? 5000)
const seed = Number(process.env['HEDDLE_RANDOM_SEED'] ?? 20261122)
const path = process.env['HEDDLE_RANDOM_PATH']

/** The worlds have as many rows as far as the planner knows: what databases say of sizes, they say of hidden rows too. */
const tuning = { statistics: new Map() }
const open: OpenWorld[] = []
const opened = async (world: World, settings: object) => {
  const made = await openWorld(world, { onServer: true, settings, tuning })
  open.push(made)
  return made
}
interface Setting {
  readonly world: World
  readonly settings: object
  readonly first: Promise<OpenWorld>
  /** Changes that the other world has at least. */
  readonly least: number
}

const odd: Setting = { world: oddWorld, settings: oddRoles, first: opened(oddWorld, oddRoles), least: 60 }
const drizzle: Setting = {
  world: drizzleWorld,
  settings: drizzleRoles,
  first: opened(drizzleWorld, drizzleRoles),
  least: 20,
}

afterAll(async () => {
  for (const world of open) await world.close()
})

const { member, tenant } = oddPermissions
const lookers: readonly (readonly [Looker, Setting, number])[] = [
  [
    { role: 'member', rules: member, context: { id: 3, ids: [1, 2, 3, 5, 8, 13, 21], country: 'CH' } },
    odd,
    Math.ceil(runs * 0.4),
  ],
  [{ role: 'tenant', rules: tenant, context: { id: 2, ids: [4, 7, 9, 12, 30] } }, odd, Math.ceil(runs * 0.4)],
  [{ role: 'fan', rules: fanRules, context: { id: 9, ids: [1, 4, 7, 12] } }, drizzle, Math.ceil(runs * 0.2)],
]

/**
 * Two worlds that differ in nothing but what the viewer may not see answer every request with the same bytes, errors and
 * cursors included, and with as many statements. What is drawn into filters is of both worlds, hidden values among it.
 */
describe.each(lookers)('a viewer', (looker, { world: given, settings, first, least }, count) => {
  test(
    `of the role ${looker.role} learns nothing from ${count} random operations`,
    async () => {
      const one = await first
      const { world, changes } = differInHidden(given, one.data.catalog, looker, 5)
      expect(changes, 'the worlds differ').toBeGreaterThan(least)
      const other = await opened(world, settings)
      const schema = one.heddle.engine.schemaFor(looker.role)
      const drawn = fc.oneof(arbitraryOperation(schema, one.data), arbitraryOperation(schema, other.data))
      const report = await fc.check(
        fc.asyncProperty(drawn, async (operation) => {
          const [here, there] = await Promise.all([ask(one, operation, looker), ask(other, operation, looker)])
          if (here !== there) throw new Error(`one world answers\n${here}\nthe other\n${there}`)
        }),
        { numRuns: count, seed, endOnFailure: false, ...(path === undefined ? {} : { path }) },
      )
      expect(describeFailure(report)).toBeNull()
    },
    60_000 + count * 200,
  )
})

/** All that a client can see: the bytes of each answer, and how many statements it took. */
async function ask({ heddle }: OpenWorld, operation: Operation, looker: Looker): Promise<string> {
  const seen: string[] = []
  await runOperation(operation, async (document, variables) => {
    const answer = await heddle.engine.execute({ document, variables, viewer: looker })
    const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
    seen.push(text, JSON.stringify(answer.timings.map(({ source, statements }) => [source, statements]).sort()))
    return JSON.parse(text) as object
  })
  return seen.join('\n')
}
