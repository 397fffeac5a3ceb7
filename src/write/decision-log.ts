import { HeddleError } from '../errors.ts'
import type { Source } from '../source/source.ts'
import { transactions } from '../sql/transactions.ts'
import { randomName } from './gtid.ts'
import { lookOwn, writeOwn } from './own-work.ts'
import type { Outcome } from './protocol.ts'

/** A decision as it is kept. */
export interface Decision {
  readonly gtid: string
  readonly outcome: Outcome
  /** The sources that were prepared for it. */
  readonly branches: readonly string[]
  /** Seconds since 1970, by the clock of the database. */
  readonly at: number
}

/** Makes the table of decisions and names the log, where that has not been done. Resolves with the name. */
export async function setUpLog(source: Source): Promise<string> {
  const { create, nameLog } = transactions[source.dialect].decisions
  const known = await readLogName(source)
  if (known !== null) return known
  await writeOwn(source, create)
  await writeOwn(source, nameLog, [randomName(10)])
  const name = await readLogName(source)
  if (name !== null) return name
  throw new HeddleError('CONFIG_INVALID', `The table of decisions of source "${source.name}" cannot be read.`, {
    source: source.name,
    hint: 'Check that this login may create tables, and read and write what it creates.',
  })
}

/** The name of a database's log, or null where it has none. */
export async function readLogName(source: Source): Promise<string | null> {
  const { exists, readLogName } = transactions[source.dialect].decisions
  if ((await lookOwn(source, exists)).rows.length === 0) return null
  const [row] = (await lookOwn(source, readLogName)).rows
  return row === undefined ? null : String(row[0])
}

/**
 * The fence: what was decided; where nothing was, 'A' from now on. Once the first statement is answered the row is there
 * for good, and never changes.
 */
export async function fence(source: Source, gtid: string): Promise<Outcome | 'unknown'> {
  const { fence, read } = transactions[source.dialect].decisions
  try {
    await writeOwn(source, fence, [gtid])
    const [row] = (await lookOwn(source, read, [gtid])).rows
    return row?.[0] === 'C' || row?.[0] === 'A' ? row[0] : 'unknown'
  } catch {
    return 'unknown'
  }
}

/** What was decided, without deciding anything. */
export async function peek(source: Source, gtid: string): Promise<Outcome | null> {
  const [row] = (await lookOwn(source, transactions[source.dialect].decisions.read, [gtid])).rows
  return row === undefined ? null : (String(row[0]) as Outcome)
}

/** Writes down what an operator decided, unless something is decided already. Resolves with what stands there. */
export async function decideByHand(source: Source, gtid: string, outcome: Outcome): Promise<Outcome | 'unknown'> {
  if (outcome === 'A') return fence(source, gtid)
  try {
    await writeOwn(source, transactions[source.dialect].decisions.record, [gtid, '[]'])
    return 'C'
  } catch {
    return (await peek(source, gtid).catch(() => null)) ?? 'unknown'
  }
}

export async function listDecisions(source: Source): Promise<readonly Decision[]> {
  const { rows } = await lookOwn(source, transactions[source.dialect].decisions.list)
  return rows.map(([gtid, outcome, branches, at]) => ({
    gtid: String(gtid),
    outcome: String(outcome) as Outcome,
    branches: JSON.parse(String(branches)) as string[],
    at: Number(at),
  }))
}

/** How long decisions are kept. Seconds. An 'A' must outlive every process that might still want to commit. */
export interface Keep {
  readonly committed: number
  readonly aborted: number
}

export async function forgetDecisions(source: Source, keep: Keep, prepared: readonly string[]): Promise<void> {
  const values = [keep.committed, keep.aborted, JSON.stringify(prepared)]
  await writeOwn(source, transactions[source.dialect].decisions.forget, values)
}
