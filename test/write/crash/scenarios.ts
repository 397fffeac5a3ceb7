import type { CrashPoint } from '../../../src/write/crash-points.ts'
import type { Task } from './victim.ts'

/** What is done, and at the which passing of which point the process that does it dies. */
export interface Scenario {
  readonly name: string
  /** Done first, by a process that dies of it. */
  readonly before?: Omit<Task, 'run'>
  readonly dying: Omit<Task, 'run'> & { readonly point: CrashPoint; readonly occurrence: number }
  /** Dies nowhere else than told: what was decided before stays decided. */
  readonly outcome: 'committed' | 'rolled back' | 'either'
}

const moments = ['before', 'sent', 'after'] as const

/**
 * Every crash point, in the tasks that pass it, for a transaction over three databases of which two prepare. `refusing` is a
 * source that does.
 */
export function scenarios(refusing: string): readonly Scenario[] {
  return [...writing(), ...refused(refusing), ...recovering(), ...forgetting()]
}

function writing(): readonly Scenario[] {
  const early = [
    ...times(3, 'begin.before'),
    ...times(3, 'write.after'),
    ...times(1, 'commit.before'),
    ...times(1, 'readers.after'),
    ...moments.flatMap((moment) => times(2, `prepare.${moment}`)),
    ...moments.flatMap((moment) => times(1, `record.${moment}`)),
    ...times(1, 'decide.before'),
  ]
  const late = [
    ...times(1, 'decide.after'),
    ...moments.flatMap((moment) => times(2, `finish.${moment}`)),
    ...times(1, 'reply.before'),
  ]
  const scenario = (outcome: Scenario['outcome']) => (at: At) => ({
    name: `write, ${at.point} #${at.occurrence}`,
    dying: { task: 'write', ...at } as const,
    outcome,
  })
  return [
    ...early.map(scenario('rolled back')),
    ...times(1, 'decide.sent').map(scenario('either')),
    // A transaction that is rolled back, as a database was too slow to prepare, finishes its branches too.
    ...late.map((at) => scenario('committed')({ ...at, from: 'decide.after' })),
  ]
}

/** One database refuses to prepare: the others follow. */
function refused(refusedBy: string): readonly Scenario[] {
  return [
    ...moments.flatMap((moment) => times(1, `withdraw.${moment}`)),
    ...moments.flatMap((moment) => times(2, `finish.${moment}`)),
  ].map((at) => ({
    name: `refused write, ${at.point} #${at.occurrence}`,
    dying: { task: 'write', refusedBy, ...at },
    outcome: 'rolled back',
  }))
}

/** Recovery dies of what it recovers: a transaction that was decided, and one that was not. */
function recovering(): readonly Scenario[] {
  const befores = [
    { before: { task: 'write', point: 'decide.after' }, outcome: 'committed' },
    { before: { task: 'write', point: 'prepare.after', occurrence: 2 }, outcome: 'rolled back' },
  ] as const
  const points = [
    ...moments.flatMap((moment) => times(1, `list.${moment}`)),
    ...moments.flatMap((moment) => times(1, `fence.${moment}`)),
    ...moments.flatMap((moment) => times(2, `finish.${moment}`)),
  ]
  return befores.flatMap(({ before, outcome }) =>
    points.map((at) => ({
      name: `recovery of what is ${outcome}, ${at.point} #${at.occurrence}`,
      before,
      dying: { task: 'recover', ...at } as const,
      outcome,
    })),
  )
}

function forgetting(): readonly Scenario[] {
  return moments.flatMap((moment) =>
    times(1, `forget.${moment}`).map((at) => ({
      name: `forgetting, ${at.point}`,
      before: { task: 'write', point: 'reply.before' } as const,
      dying: { task: 'forget', ...at } as const,
      outcome: 'committed' as const,
    })),
  )
}

interface At extends Pick<Task, 'from'> {
  readonly point: CrashPoint
  readonly occurrence: number
}

function times(count: number, point: CrashPoint): readonly At[] {
  return Array.from({ length: count }, (_, index) => ({ point, occurrence: index + 1 }))
}
