/** A source as `/ready` sees it. */
export interface SourceCheck {
  readonly name: string
  /** Asks the database for a sign of life. @param deadline `performance.now()` by which it is given up. */
  check(deadline?: number): Promise<'up' | { readonly down: string }>
}

/** Asks which sources cannot take part in a write over several databases, and why. */
export type AskAtomicity = () => Promise<{ readonly reasons: Readonly<Record<string, string>> }>

export interface Readiness {
  /** *degraded*: some databases answer and some do not; their fields fail, the others work. */
  readonly status: 'up' | 'degraded' | 'down'
  readonly sources: Readonly<Record<string, 'up' | 'down'>>
  /**
   * Whether writes over several databases can be committed as one, or which sources stand against it: `heddle doctor` says why.
   * *unknown*: a database that has to be asked did not answer.
   */
  readonly transactions?: 'atomic' | 'unknown' | { readonly refusedFor: readonly string[] }
}

/** What has not answered by then counts as silent: who asks is a load balancer, and asks again. */
const patienceMs = 2_000

/**
 * Whether requests can be answered: up while at least one database is. Says which are down, never why: the reason may
 * name hosts, and belongs into the log.
 */
export async function readiness(sources: readonly SourceCheck[], atomicity?: AskAtomicity): Promise<Readiness> {
  const [transactions, ...states] = await Promise.all([
    atomicity === undefined ? undefined : stateOfTransactions(atomicity),
    ...sources.map(async (source) => [source.name, await stateOf(source)] as const),
  ])
  const up = states.filter(([, state]) => state === 'up').length
  const status = up === states.length ? 'up' : up > 0 ? 'degraded' : 'down'
  return { status, sources: Object.fromEntries(states), ...(transactions === undefined ? {} : { transactions }) }
}

async function stateOfTransactions(atomicity: AskAtomicity): Promise<NonNullable<Readiness['transactions']>> {
  const asked = await inPatience(atomicity())
  if (asked === null) return 'unknown'
  const refusedFor = Object.keys(asked.reasons)
  return refusedFor.length === 0 ? 'atomic' : { refusedFor }
}

async function stateOf(source: SourceCheck): Promise<'up' | 'down'> {
  const state = await inPatience(source.check(performance.now() + patienceMs))
  return state === 'up' ? 'up' : 'down'
}

/** Null for what failed, or has not answered in time. */
async function inPatience<T>(answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs)
  })
  try {
    return await Promise.race([answer, late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
