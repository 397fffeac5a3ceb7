import { describe, expect, it } from 'vitest'
import { commitAcross, recover, type Answer, type Ask, type Protocol } from '../../src/write/protocol.ts'
import { runHistory, shipped, type Protocols } from './simulation/history.ts'

const HISTORIES = Number(process.env['HEDDLE_SIMULATED_HISTORIES'] ?? 100_000)
const FIRST_SEED = Number(process.env['HEDDLE_SIMULATION_SEED'] ?? 1)

/** Runs histories until one goes wrong; what happened in them, counted. */
function simulate(histories: number, protocols: Protocols = shipped) {
  const points = new Map<string, number>()
  const hit = (point: string): void => void points.set(point, (points.get(point) ?? 0) + 1)
  for (let seed = FIRST_SEED; seed < FIRST_SEED + histories; seed += 1) {
    const violation = runHistory(seed, hit, protocols)
    if (violation !== null) return { points, violation: `seed ${seed}: ${violation}` }
  }
  return { points, violation: null }
}

const kinds: readonly Ask['kind'][] = ['prepare', 'record', 'decide', 'withdraw', 'fence', 'finish', 'list', 'forget']

/** What must have happened at least once for the histories to mean anything. */
const interesting = [
  ...kinds.flatMap((kind) =>
    ['the message is lost', 'the answer is lost', 'the message is late'].map((what) => `${kind}: ${what}`),
  ),
  ...kinds.flatMap((kind) => ['a late message arrives', 'the process dies'].map((what) => `${kind}: ${what}`)),
  ...['fence: the message comes twice', 'finish: the message comes twice'],
  ...['COMMITTED', 'ABORTED', 'UNKNOWN'].map((state) => `a coordinator ends with ${state}`),
  'the fence wins against a living coordinator',
  'the fence waits for an undecided owner',
  'a branch to finish is gone',
  'a decision is forgotten',
  'a database dies with a prepared branch',
  'L dies',
  'a branch database dies',
]

describe('the protocol, simulated', () => {
  it(
    `keeps ${HISTORIES} histories of crashes, pauses, losses and duplicates whole`,
    { timeout: 120_000 + HISTORIES },
    () => {
      const { points, violation } = simulate(HISTORIES)
      expect(violation).toBeNull()
      expect(interesting.filter((point) => !points.has(point))).toEqual([])
      console.info(`simulated ${HISTORIES} histories: 0 violations; rarest point: ${rarest(points)}`)
    },
  )

  it.each([
    ['the fence removed: recovery presumes abort where it finds no decision', { ...shipped, recover: withoutFence }],
    ['the decision after the propagation', { ...shipped, commitAcross: decidingLate }],
    ['an unknown commit taken for a failed one', { ...shipped, commitAcross: guessing('refused') }],
    ['an unknown commit taken for a done one', { ...shipped, commitAcross: guessing('done') }],
    ['votes that are not counted', { ...shipped, commitAcross: notCounting }],
  ] satisfies [string, Protocols][])('finds %s', (_, protocols) => {
    expect(simulate(20_000, protocols).violation).not.toBeNull()
  })
})

function rarest(points: ReadonlyMap<string, number>): string {
  const [least] = [...points].sort(([, one], [, other]) => one - other)
  return least === undefined ? 'none' : `${least[0]} (${least[1]})`
}

/** Runs a protocol that is told something else than what happened. */
function* deceived<R>(protocol: Protocol<R>, tell: (ask: Ask, answer: Answer) => Answer): Protocol<R> {
  let step = protocol.next([])
  while (step.done !== true) {
    const asks = step.value
    const answers = yield asks
    step = protocol.next(answers.map((answer, index) => tell(asks[index]!, answer)))
  }
  return step.value
}

/** Asks nobody: rolls back whatever is prepared. */
function* withoutFence(options: Parameters<typeof recover>[0]): ReturnType<typeof recover> {
  const protocol = recover(options)
  let step = protocol.next([])
  while (step.done !== true) {
    step = protocol.next(step.value[0]?.kind === 'fence' ? ['A'] : yield step.value)
  }
  return step.value
}

function* decidingLate(global: Parameters<typeof commitAcross>[0]): ReturnType<typeof commitAcross> {
  yield global.others.map(({ id }) => ({ kind: 'prepare', branch: id.branch }) as const)
  yield global.others.map((branch) => ({ kind: 'finish', ...branch, outcome: 'C' }) as const)
  yield [{ kind: 'record' }]
  yield [{ kind: 'decide' }]
  return { state: 'COMMITTED', pending: [] }
}

function guessing(guess: 'done' | 'refused'): typeof commitAcross {
  const tell = (ask: Ask, answer: Answer) => (ask.kind === 'decide' && answer === 'unknown' ? guess : answer)
  return (global) => deceived(commitAcross(global), tell)
}

function notCounting(global: Parameters<typeof commitAcross>[0]): ReturnType<typeof commitAcross> {
  return deceived(commitAcross(global), (ask, answer) => (ask.kind === 'prepare' ? 'done' : answer))
}
