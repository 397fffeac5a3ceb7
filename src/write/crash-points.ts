import type { Ask } from './protocol.ts'

/** Where in the carrying out of an ask: before it is sent, when it is under way, when it is answered. */
type Moment = 'before' | 'sent' | 'after'

const asks: readonly Ask['kind'][] = [
  ...(['prepare', 'record', 'decide', 'withdraw', 'fence', 'finish', 'list', 'forget'] as const),
]
const moments: readonly Moment[] = ['before', 'sent', 'after']

/** A point at which a process may die. Where an ask goes to several databases, each passes it. */
export type CrashPoint =
  'begin.before' | 'write.after' | 'commit.before' | 'readers.after' | 'reply.before' | `${Ask['kind']}.${Moment}`

/**
 * Every point of a transaction over several databases, of recovery and of forgetting, at which the tests end the process:
 * before and after each step, and while it is under way.
 */
export const crashPoints: readonly CrashPoint[] = [
  ...(['begin.before', 'write.after', 'commit.before', 'readers.after'] as const),
  ...asks.flatMap((ask) => moments.map((moment) => `${ask}.${moment}` as const)),
  'reply.before',
]

/** Told of each point that is passed. Only tests have one. */
export type Witness = (point: CrashPoint) => void | Promise<void>
