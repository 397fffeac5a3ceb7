import { createRequire } from 'node:module'
import { createModel, startCacheCounts } from '../../dist/model.js'
import { createCursors } from '../../dist/operation/cursor.js'
import { defaultOperationLimits } from '../../dist/operation/limits.js'
import { defaultPlanning } from '../../dist/plan/planning.js'
import { median } from '../runner/median.js'
import { randomDocument, randomFrom } from './random-document.js'

/** The copy that Heddle has: a schema of one is none to another. */
const fromHeddle = createRequire(new URL('../../dist/index.js', import.meta.url))
const { parse, validate } = /** @type {typeof import('graphql')} */ (fromHeddle('graphql'))

/**
 * What a document costs that nobody has asked before, beside what graphql-js takes to parse and validate it: binding,
 * planning and writing SQL. CPU in milliseconds, each the median of many different documents of 30 fields.
 *
 * @param {import('../../dist/index.js').Heddle} heddle
 * @param {{ count?: number, warmUp?: number, fields?: number }} [options]
 */
export function measureColdDocuments({ catalog, schema }, { count = 1_000, warmUp = 1_000, fields = 30 } = {}) {
  const rows = { defaultLimit: 100, maxLimit: 1_000 }
  const model = createModel(
    { notices: [], whole: catalog, roles: [], rulesFor: () => null, forRole: () => catalog },
    {
      limits: { ...defaultOperationLimits, ...rows },
      cursors: createCursors(['of this run']),
      planning: () => defaultPlanning,
      caches: startCacheCounts(),
      hooks: new Map(),
      introspection: true,
      restricted: false,
    },
  )
  const role = model.forRole('anonymous')
  const random = randomFrom(30)
  /** @type {number[]} */
  const ours = []
  /** @type {number[]} */
  const theirs = []
  let statements = 0
  for (let at = -warmUp; at < count; at++) {
    const text = randomDocument(catalog, random, fields)
    const graphql = () => validate(schema, parse(text)).length
    const heddle = () => {
      const operation = role.operationOf(text, undefined)
      const parts = role.partsOf(operation.bind({}, null))
      statements += parts.reduce((sum, { compiled }) => sum + compiled.statements.length, 0)
    }
    // Each has the first turn as often as the other.
    const [first, second] = at % 2 === 0 ? [graphql, heddle] : [heddle, graphql]
    const costs = new Map([first, second].map((run) => [run, cpuOf(run)]))
    if (at < 0) continue
    theirs.push(/** @type {number} */ (costs.get(graphql)))
    ours.push(/** @type {number} */ (costs.get(heddle)))
  }
  const over = ours.map((cost, at) => cost - Number(theirs[at])).sort((a, b) => a - b)
  return {
    all: median(ours),
    graphql: median(theirs),
    over: median(over),
    slowest: Number(over[Math.floor(0.99 * count)]),
    statements: statements / (count + warmUp),
  }
}

/** @param {() => unknown} run */
function cpuOf(run) {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
