import { HeddleError } from '../errors.ts'
import { atMost } from '../source/limits.ts'
import type { Source } from '../source/source.ts'
import { durabilities, type Durability, type Fitness } from '../sql/decisions.ts'
import { transactions } from '../sql/transactions.ts'
import { readLogName } from './decision-log.ts'
import { OWN_WORK } from './gtid.ts'

const EXAMINE_MS = 5_000

/** What one database can do in a transaction over several. */
export interface SourceFitness extends Fitness {
  readonly source: string
  /** The name of its decision log; null: it has none, so it cannot be the last to commit. */
  readonly log: string | null
}

/** Asks a database what it can do. One that does not answer can do nothing. */
export async function examine(source: Source): Promise<SourceFitness> {
  const { preflight } = transactions[source.dialect]
  const { name } = source
  try {
    const cells = []
    for (const text of preflight.queries) {
      const { rows } = await source.run(
        { text, values: [], prepare: false },
        { ...atMost(EXAMINE_MS), requestId: OWN_WORK, bounded: true },
      )
      cells.push((rows[0]?.at(-1) ?? null) as string | number | null) // no bytes were asked for
    }
    const fitness = preflight.judge(cells)
    const volatile = { durability: 'none', weakness: 'the database is in memory' } as const
    return { source: name, ...fitness, ...(source.inMemory ? volatile : {}), log: await readLogName(source) }
  } catch {
    const why = 'it does not answer'
    return { source: name, cannotPrepare: why, durability: 'none', weakness: why, notice: null, log: null }
  }
}

/** How the writes of a unit of work will be committed. */
export interface AtomicPlan {
  /** The source that commits last, and holds the decision. */
  readonly last: string
  /** The name of its log. */
  readonly log: string | null
  /** By source: why it can have no part in a transaction over several. */
  readonly reasons: ReadonlyMap<string, string>
}

/**
 * Chooses the database that commits last: the one that cannot prepare, else the first that has a decision log. Preparing is
 * what costs a flush and may leave something in doubt, so one database is spared it.
 */
export function planAtomic(sources: readonly SourceFitness[], required: Durability): AtomicPlan {
  const last = sources.find((each) => each.cannotPrepare !== null) ?? sources.find((each) => each.log !== null)
  const { source, log } = last ?? sources[0]!
  const reasons = new Map<string, string>()
  for (const each of sources) {
    const reason = each.source === source ? whyNotLast(each, required) : whyNotPrepared(each, required)
    if (reason !== null) reasons.set(each.source, reason)
  }
  return { last: source, log, reasons }
}

function whyNotLast(each: SourceFitness, required: Durability): string | null {
  if (each.log === null) return 'it has no table of decisions: `heddle doctor --setup` makes one'
  return whyNotDurable(each, required)
}

function whyNotPrepared(each: SourceFitness, required: Durability): string | null {
  return each.cannotPrepare ?? whyNotDurable(each, required)
}

function whyNotDurable({ durability, weakness }: SourceFitness, required: Durability): string | null {
  if (durabilities.indexOf(durability) >= durabilities.indexOf(required)) return null
  return weakness ?? `a commit there does not survive ${required}`
}

/** TRANSACTION_NOT_ATOMIC, with the reason. */
export function notAtomic(sources: readonly string[], source: string, reason: string): HeddleError {
  const names = sources.map((name) => `"${name}"`).join(', ')
  return new HeddleError(
    'TRANSACTION_NOT_ATOMIC',
    `A write over the sources ${names} cannot be committed as one, so nothing was written. Source "${source}": ${reason}.`,
    { source, hint: '`heddle doctor` shows what each database can do.' },
  )
}
