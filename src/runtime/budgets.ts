import type { Catalog } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import type { Fetch } from '../plan/plan.ts'

/** What one request may make databases and Heddle do to answer a question over several of them. */
export interface Budgets {
  /** Keys that statements are given: those of links, and those of conditions and orders across them. */
  readonly keys: number
  /** Rows that Heddle reads to find out which rows are asked for: of probes and windows, not of the answer. */
  readonly rows: number
  /** Statements. */
  readonly statements: number
  /** Milliseconds from the first statement to the last answer. Infinity: as long as the request may take. */
  readonly timeMs: number
  /** Bytes of the answer. */
  readonly bytes: number
  /** Objects of the answer: rows, and what connections and aggregates put around them. */
  readonly answerRows: number
  /** Fields of all of these. */
  readonly answerCells: number
}

/** Of a million matches nothing is refused: an order of what a filter leaves moves the keys of both, there and back. */
export const defaultBudgets: Budgets = {
  keys: 5_000_000,
  rows: 10_000_000,
  statements: 1_000,
  timeMs: Infinity,
  bytes: 64 * 1024 * 1024,
  answerRows: 1_000_000,
  answerCells: 10_000_000,
}

/** What a request has spent of its budgets. */
export interface Spending {
  readonly budgets: Budgets
  /** `performance.now()` at which its time is over. */
  readonly deadline: number
  /** @throws HeddleError LIMIT_EXCEEDED */
  keys(count: number, source: string): void
  /** @throws HeddleError LIMIT_EXCEEDED */
  rows(count: number, source: string): void
  /** @throws HeddleError LIMIT_EXCEEDED */
  statement(source: string): void
  /** Keys that may be read still, each of which is a row and will be moved. */
  readonly keysLeft: number
}

/** Starts a request's account. */
export function startSpending(budgets: Budgets): Spending {
  return new Account(budgets)
}

/** A class: every request has one, and closures would be most of it. */
class Account implements Spending {
  readonly budgets: Budgets
  readonly deadline: number
  #keys = 0
  #rows = 0
  #statements = 0

  constructor(budgets: Budgets) {
    this.budgets = budgets
    this.deadline = performance.now() + budgets.timeMs
  }

  keys(count: number, source: string): void {
    this.#keys += count
    if (this.#keys > this.budgets.keys) throw overspent('keys', this.budgets.keys, source)
  }

  rows(count: number, source: string): void {
    this.#rows += count
    if (this.#rows > this.budgets.rows) throw overspent('rows', this.budgets.rows, source)
  }

  statement(source: string): void {
    this.#statements += 1
    if (this.#statements > this.budgets.statements) throw overspent('statements', this.budgets.statements, source)
  }

  get keysLeft(): number {
    return Math.max(0, Math.min(this.budgets.keys - this.#keys, this.budgets.rows - this.#rows))
  }
}

const remedies = {
  keys: 'Narrow the conditions across links, so that fewer rows of the other database decide',
  rows: 'Narrow the conditions across links, so that fewer rows have to be looked at',
  statements: 'Ask for fewer rows at once, or narrow the conditions across links',
} as const

function overspent(what: 'keys' | 'rows' | 'statements', most: number, source: string): HeddleError {
  const doing = { keys: 'moves more than', rows: 'reads more than', statements: 'runs more than' }[what]
  return new HeddleError(
    'LIMIT_EXCEEDED',
    `The request ${doing} ${most} ${what} (source ${source}): its budget of ${what} is spent.`,
    { source, hint: `${remedies[what]}, or raise limits.budgets.${what} in the config.` },
  )
}

/** The error of a request whose time for questions over several databases is over. */
export function outOfTime({ budgets }: Spending, source: string): HeddleError {
  return new HeddleError(
    'LIMIT_EXCEEDED',
    `The request took more than ${budgets.timeMs} ms (source ${source}): its budget of time is spent.`,
    {
      source,
      hint: 'Add an index for the condition, narrow it, or raise limits.budgets.time in the config.',
      retryable: true,
    },
  )
}

/**
 * The error of a probe or lookup that has more keys than the request may still move. A policy may ask for keys of what the
 * viewer may not name: then it is not named.
 */
export function tooManyKeys(visible: Catalog, { source, probe, lookup }: Fetch, { budgets }: Spending): HeddleError {
  const [what, most] =
    budgets.rows < budgets.keys ? (['rows', budgets.rows] as const) : (['keys', budgets.keys] as const)
  const end = lookup ?? probe
  const near = end && visible.tables.get(end.table)
  const relation = near?.relations.find(({ name }) => name === end?.relation)
  const far = relation && visible.tables.get(relation.to)
  const spent = `the request's budget of ${most} ${what} is spent`
  const raise = `or raise limits.budgets.${what} in the config.`
  if (!near || !relation || !far) {
    return new HeddleError('LIMIT_EXCEEDED', `More keys of ${source} decide than may be moved: ${spent}.`, {
      source,
      hint: `Narrow the conditions, so that fewer rows decide, ${raise}`,
    })
  }
  const asks = lookup || probe?.near ? 'order or grouping by' : 'condition on'
  return new HeddleError(
    'LIMIT_EXCEEDED',
    `The ${asks} ${near.typeName}.${relation.name} takes more keys of ${far.source} and ${near.source} than may be moved ` +
      `between them: ${spent}.`,
    {
      source,
      table: far.typeName,
      hint: `Filter ${near.plural}, or narrow the condition on ${relation.name}, so that fewer rows of ${far.plural} decide, ${raise}`,
    },
  )
}
