import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Statistics } from '../src/plan/estimate.ts'
import type { Planning } from '../src/plan/planning.ts'
import { arbitraryOperation, type Operation } from './support/operations/arbitrary-operation.ts'
import { checkOperations } from './support/operations/check-operations.ts'
import { firstDifference } from './support/operations/first-difference.ts'
import { runOperation } from './support/operations/run-operation.ts'
import { runEngine } from './support/run-engine.ts'
import { drizzleWorld } from './support/worlds/drizzle-world.ts'
import { oddWorld } from './support/worlds/odd-world.ts'
import { noMariadb, noMysql } from './support/mariadb-server.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'
import { allIn, describePlacement, drawPlacement, placedWorld } from './support/worlds/placed-world.ts'
import { createDraw, times } from './support/worlds/seed.ts'
import { placedInMariadb, placedInMysql, type World } from './support/worlds/world.ts'

/** All operations together, over all worlds. `npm run test:random` draws fifty thousand. */
const runs = Number(process.env['HEDDLE_RANDOM_RUNS'] ?? 3000)
/** What a failure prints: the same operations again, or a single one of them. */
const seed = Number(process.env['HEDDLE_RANDOM_SEED'] ?? 20261122)
const path = process.env['HEDDLE_RANDOM_PATH']

/** Many runs are over many placements; few are over those that every run has. */
const drawn = Math.max(4, Math.round(runs / 1000))
const share = (part: number) => Math.ceil(runs * part)

const placements: [string, World, number, Partial<Planning>?][] = [
  ['three introspected databases', oddWorld, share(0.2)],
  ['two databases described with Drizzle', drizzleWorld, share(0.1)],
  ['three databases, one of them MariaDB', placedInMariadb(oddWorld, 'catalog'), share(0.1)],
  ['three databases, two of them MariaDB', placedInMariadb(oddWorld, 'catalog', 'shop'), share(0.1)],
  ['three databases, one of them MySQL', placedInMysql(oddWorld, 'catalog'), share(0.05)],
  ['three databases, two of them MySQL', placedInMysql(oddWorld, 'catalog', 'shop'), share(0.05)],
  ['tables that all lie in one PostgreSQL', placedWorld(allIn('main')), share(0.05)],
  ['tables that all lie in one SQLite', placedWorld(allIn('left')), share(0.05)],
  ['tables that all lie in one MariaDB', placedWorld(allIn('third')), share(0.05)],
  ...times(drawn, (number): [string, World, number] => {
    const placement = drawPlacement(createDraw(seed + number), noMariadb === null)
    return [`the placement ${describePlacement(placement)}`, placedWorld(placement), share(0.35 / drawn)]
  }),
  ['databases that seem large, by small windows', oddWorld, share(0.1), seemLarge(1)],
  ['few keys at a time, by windows that grow', drizzleWorld, share(0.05), { ...seemLarge(2), statistics: new Map() }],
  ['MariaDB that seems large', placedInMariadb(oddWorld, 'catalog'), share(0.05), seemLarge(1)],
  ['two databases of MySQL that seem large', placedInMysql(oddWorld, 'catalog', 'shop'), share(0.05), seemLarge(1)],
]
const missing: Readonly<Record<string, string | null>> = { mariadb: noMariadb, mysql: noMysql }
/** Why a world cannot be opened here, or null. */
function missingFor(world: World): string | null {
  return world.sources.map(({ dialect }) => missing[dialect] ?? null).find((why) => why !== null) ?? null
}

describe.each(placements)('over %s', (_name, worldOf, count, tuning) => {
  /** Only while it is open: what a Heddle keeps of thousands of operations would add up over all placements. */
  let opened: OpenWorld | null = null
  const why = missingFor(worldOf)
  if (why !== null) {
    test('needs its server', ({ skip }) => skip(why))
    return
  }

  beforeAll(async () => {
    opened = await openWorld(worldOf, { onServer: worldOf !== oddWorld, tuning: tuning ?? {} }) // bytes and texts: both drivers
  })

  afterAll(async () => {
    await opened?.close()
    opened = null
  })

  test(
    `answers ${count} random operations as the reference executor does`,
    async () => {
      const world = opened!
      const operations = arbitraryOperation(world.heddle.schema, world.data)
      const sample = { count, seed, path }
      expect(await checkOperations(operations, (operation) => holds(world, operation), sample)).toBeNull()
    },
    60_000 + count * 500,
  )
})

/** Thresholds of a few rows: each strategy, and each change from one to the other, has its turn. */
function seemLarge(rows: number): Partial<Planning> {
  const statistics: Statistics = { get: () => 1_000_000 } as unknown as Statistics // of every table
  return { statistics, keyThreshold: rows, windowRows: rows, mostWindowRows: 6 * rows, pageRows: rows }
}

/** Alike: the reference, Heddle on both paths, Heddle again; and no more statements than explain says. */
async function holds(world: OpenWorld, operation: Operation): Promise<void> {
  const expected = await runOperation(operation, (document, variables) => world.reference(document, variables))
  if (expected.errors) throw new Error(`the reference fails: ${expected.errors[0]?.message}`)
  const first = await runOperation(operation, async (document, variables) => {
    const run = await runEngine(world.heddle, document, variables)
    // No drawn operation has a custom field or a value that cannot be carried: nothing excuses the general path.
    if (run.path !== 'text') throw new Error('Heddle answered on the reference path')
    const { bound } = await world.heddle.explain(document, variables)
    for (const [source, count] of Object.entries(run.statements)) {
      if (count > (bound[source] ?? 0))
        throw new Error(`${count} statements at ${source}, explain says ${bound[source]}`)
    }
    return run.result
  })
  if (first.errors) throw new Error(`Heddle fails: ${JSON.stringify(first.errors)}`)
  const difference = firstDifference(expected.data, first.data)
  if (difference !== null) throw new Error(`Heddle differs from the reference at ${difference}`)

  const again = await runOperation(operation, async (...asked) => (await runEngine(world.heddle, ...asked)).result)
  const repeated = firstDifference(first, again, 'answer')
  if (repeated !== null) throw new Error(`the second run differs at ${repeated}`)
  const completed = await runOperation(
    operation,
    async (...asked) => (await runEngine(world.heddle, ...asked, { reference: true })).result,
  )
  const parted = firstDifference(first, completed, 'answer')
  if (parted !== null) throw new Error(`the reference path differs from the direct path at ${parted}`)
}
