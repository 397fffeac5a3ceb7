/** A source as `/ready` sees it. */
export interface SourceCheck {
  readonly name: string
  /** Asks the database for a sign of life. */
  check(): Promise<'up' | { readonly down: string }>
}

/** Asks which sources cannot take part in a write over several databases, and why. */
export type AskAtomicity = () => Promise<{ readonly reasons: Readonly<Record<string, string>> }>

export interface Readiness {
  /** *degraded*: some databases answer and some do not; their fields fail, the others work. */
  readonly status: 'up' | 'degraded' | 'down'
  readonly sources: Readonly<Record<string, 'up' | 'down'>>
  /** Whether writes over several databases can be committed as one, or which sources stand against it: `heddle doctor` says why. */
  readonly transactions?: 'atomic' | { readonly refusedFor: readonly string[] }
}

/** A database that has not answered by then counts as down. */
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
  const refusedFor = Object.keys((await atomicity()).reasons)
  return refusedFor.length === 0 ? 'atomic' : { refusedFor }
}

async function stateOf(source: SourceCheck): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(() => resolve('down'), patienceMs)
  })
  try {
    return await Promise.race([source.check().then((state) => (state === 'up' ? 'up' : 'down')), late])
  } catch {
    return 'down'
  } finally {
    clearTimeout(timer)
  }
}
