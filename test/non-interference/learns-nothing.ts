import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { bodyText } from '../../src/request.ts'
import { arbitraryOperation, type Operation } from '../support/operations/arbitrary-operation.ts'
import { checkOperations } from '../support/operations/check-operations.ts'
import { runOperation } from '../support/operations/run-operation.ts'
import { differInHidden, type Looker } from '../support/worlds/hidden-differences.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import type { World } from '../support/worlds/world.ts'

/** Operations of each role. `npm run test:interference` asks for 50,000. */
const count = Number(process.env['HEDDLE_INTERFERENCE_RUNS'] ?? 5000)
const seed = Number(process.env['HEDDLE_RANDOM_SEED'] ?? 20261122)
const path = process.env['HEDDLE_RANDOM_PATH']

/** The worlds have as many rows as far as the planner knows: what databases say of sizes, they say of hidden rows too. */
const tuning = { statistics: new Map() }
const open: OpenWorld[] = []

async function opened(world: World, settings: object): Promise<OpenWorld> {
  const made = await openWorld(world, { onServer: true, settings, tuning })
  open.push(made)
  return made
}

export interface Setting {
  readonly world: World
  /** Of the config. */
  readonly settings: object
  readonly looker: Looker
  /** Changes that the other world has at least. */
  readonly least: number
}

/**
 * Two worlds that differ in nothing but what the viewer may not see answer every request with the same bytes, errors and
 * cursors included, and with as many statements. What is drawn into filters is of both worlds, hidden values among it.
 */
export function learnsNothing({ world: given, settings, looker, least }: Setting): void {
  afterAll(async () => {
    for (const world of open) await world.close()
  })

  test(
    `a viewer of the role ${looker.role} learns nothing from ${count} random operations`,
    async () => {
      const one = await opened(given, settings)
      const { world, changes } = differInHidden(given, one.data.catalog, looker, 5)
      expect(changes, 'the worlds differ').toBeGreaterThan(least)
      const other = await opened(world, settings)
      const schema = one.heddle.engine.schemaFor(looker.role)
      const drawn = fc.oneof(arbitraryOperation(schema, one.data), arbitraryOperation(schema, other.data))
      const alike = async (operation: Operation): Promise<void> => {
        const [here, there] = await Promise.all([ask(one, operation, looker), ask(other, operation, looker)])
        if (here !== there) throw new Error(`one world answers\n${here}\nthe other\n${there}`)
      }
      expect(await checkOperations(drawn, alike, { count, seed, path })).toBeNull()
    },
    60_000 + count * 200,
  )
}

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
