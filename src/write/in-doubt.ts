import { HeddleError } from '../errors.ts'
import type { Source } from '../source/source.ts'
import { decideByHand, fence, peek } from './decision-log.ts'
import { finishBranch, listPrepared } from './finish-branch.ts'
import { readGtid } from './gtid.ts'
import type { Outcome } from './protocol.ts'

/** A transaction that has prepared branches: being committed now, or left by a process that died. */
export interface InDoubt {
  readonly gtid: string
  /** When it was made, by the clock of the process that made it; RFC 3339. */
  readonly madeAt: string
  /** The process that made it. */
  readonly node: string
  /** The source that holds the decision; null: none of these, or it does not answer. */
  readonly last: string | null
  /** What was decided; null: nothing yet, or nobody knows. */
  readonly decision: 'commit' | 'abort' | null
  /** The sources where it is prepared. */
  readonly prepared: readonly string[]
}

export interface Resolved {
  readonly gtid: string
  readonly outcome: 'commit' | 'abort'
  /** Whether an operator decided alone: the database that holds the decision could not be asked. */
  readonly heuristic: boolean
  readonly finished: readonly string[]
  /** Branches that could not be reached. */
  readonly pending: readonly string[]
}

/** The sources that may be written, and their decision logs. */
export interface Logs {
  readonly sources: ReadonlyMap<string, Source>
  /** The source whose log has this name; undefined: it is none of ours, and what it decided is for others to say. */
  readonly sourceOfLog: (log: string) => Source | undefined
}

/** Everything that is prepared in the sources and is ours, oldest first. Decides nothing. */
export async function listInDoubt({ sources, sourceOfLog }: Logs): Promise<readonly InDoubt[]> {
  const prepared = await preparedBranches(sources)
  const gtids = [...new Set(prepared.map(({ id }) => id.gtid))]
  const found = gtids.map(async (gtid): Promise<InDoubt> => {
    const { log, node, madeAt } = readGtid(gtid)
    const last = sourceOfLog(log) ?? null
    const outcome = last === null ? null : await peek(last, gtid).catch(() => null)
    return {
      gtid,
      madeAt: new Date(madeAt).toISOString(),
      node,
      last: last?.name ?? null,
      decision: outcome === null ? null : wordOf(outcome),
      prepared: prepared.filter(({ id }) => id.gtid === gtid).map(({ source }) => source.name),
    }
  })
  return (await Promise.all(found)).sort((one, other) => (one.madeAt < other.madeAt ? -1 : 1))
}

/**
 * Ends a transaction as an operator says. Where the database that holds the decision answers, the operator may say no more
 * than what stands there, or abort what is undecided: committing the others without it would be half a commit. Where it does
 * not answer, the operator alone decides, and is written down in the logs that there are.
 *
 * @throws HeddleError BAD_USER_INPUT where nothing of that name is prepared, or the contrary was decided
 */
export async function resolveByHand(
  { sources, sourceOfLog }: Logs,
  gtid: string,
  word: 'commit' | 'abort',
): Promise<Resolved> {
  const branches = (await preparedBranches(sources)).filter(({ id }) => id.gtid === gtid)
  if (branches.length === 0) throw new HeddleError('BAD_USER_INPUT', `No source has a prepared transaction ${gtid}.`)
  const outcome = word === 'commit' ? 'C' : 'A'
  const last = sourceOfLog(readGtid(gtid).log)
  const stands = last === undefined ? 'unknown' : await whatStands(last, gtid, outcome)
  if (stands !== 'unknown' && stands !== outcome) throw contrary(gtid, stands)
  const heuristic = stands === 'unknown'
  if (heuristic) await Promise.all([...sources.values()].map((source) => decideByHand(source, gtid, outcome)))
  const ended = await Promise.all(branches.map(({ source, id }) => finishBranch(source, id, outcome)))
  const named = (wanted: string) => branches.flatMap(({ source }, at) => (ended[at] === wanted ? [source.name] : []))
  return { gtid, outcome: word, heuristic, finished: named('done'), pending: named('unknown') }
}

/** The decision in the database that holds it; to abort, one is made. */
async function whatStands(last: Source, gtid: string, wanted: Outcome): Promise<Outcome | null | 'unknown'> {
  return wanted === 'A' ? fence(last, gtid) : peek(last, gtid).catch(() => 'unknown' as const)
}

function contrary(gtid: string, stands: Outcome | null): HeddleError {
  const why = stands === null ? 'nothing was decided, so its own part was never committed' : `it says ${wordOf(stands)}`
  const message = `The transaction ${gtid} cannot be ended so: the database that decides it answers, and ${why}.`
  const hint = `heddle tx resolve ${gtid} --${stands === null ? 'abort' : wordOf(stands)}`
  return new HeddleError('BAD_USER_INPUT', message, { gtid, hint })
}

async function preparedBranches(sources: ReadonlyMap<string, Source>) {
  const lists = await Promise.all(
    [...sources.values()].map(async (source) => {
      const list = await listPrepared(source)
      return list === 'unknown' ? [] : list.map((id) => ({ source, id }))
    }),
  )
  return lists.flat()
}

function wordOf(outcome: Outcome): 'commit' | 'abort' {
  return outcome === 'C' ? 'commit' : 'abort'
}
