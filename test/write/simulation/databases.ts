import type { Answer, Ask, Outcome } from '../../../src/write/protocol.ts'
import type { Random } from './random.ts'

/** What became of one transaction's part in one database. */
export type Part = 'open' | 'prepared' | 'committed' | 'rolled back'

/** A transaction as the databases know it. */
export interface Transaction {
  readonly gtid: string
  /** In L: `recorded` while 'C' is written and not committed. */
  last: 'open' | 'recorded' | 'committed' | 'rolled back'
  readonly branches: Part[]
}

export const BRANCHES = ['b1', 'b2'] as const
export const gtidOf = (number: number): string =>
  `hd1_${'l'.repeat(10)}_${'n'.repeat(8)}_${String(number).padStart(26, '0')}`

/** Three databases: L, which holds the decisions and cannot prepare, and two that can. */
export class Databases {
  readonly transactions = new Map<string, Transaction>()
  /** The rows of heddle_decision, and when they were written. */
  readonly decisions = new Map<string, { readonly outcome: Outcome; readonly at: number }>()
  /** Decisions that were there, and were deleted when they were old. */
  readonly #forgotten = new Set<string>()
  /** Counts what happens. */
  now = 0
  readonly #random: Random
  readonly #hit: (point: string) => void

  constructor(random: Random, hit: (point: string) => void) {
    this.#random = random
    this.#hit = hit
  }

  begin(number: number): Transaction {
    const transaction: Transaction = { gtid: gtidOf(number), last: 'open', branches: BRANCHES.map(() => 'open') }
    this.transactions.set(transaction.gtid, transaction)
    return transaction
  }

  /** The session that wrote is gone: what it had not prepared is rolled back. */
  disconnect(transaction: Transaction): void {
    if (transaction.last === 'open' || transaction.last === 'recorded') transaction.last = 'rolled back'
    transaction.branches.forEach((part, index) => {
      if (part === 'open') transaction.branches[index] = 'rolled back'
    })
  }

  /** One database dies and comes back: everything is lost but what was prepared, committed or decided. */
  crash(index: number): void {
    for (const transaction of this.transactions.values()) {
      if (index === BRANCHES.length) {
        if (transaction.last === 'open' || transaction.last === 'recorded') transaction.last = 'rolled back'
      } else if (transaction.branches[index] === 'open') transaction.branches[index] = 'rolled back'
      else if (transaction.branches[index] === 'prepared') this.#hit('a database dies with a prepared branch')
    }
  }

  /** Does what is asked; null: it waits for a lock. */
  execute(ask: Ask, transaction: Transaction | null, started: number): Answer | null {
    this.now += 1
    switch (ask.kind) {
      case 'prepare':
        return this.#prepare(transaction!, ask.branch)
      case 'record':
        return this.#record(transaction!)
      case 'decide':
        return this.#decide(transaction!)
      case 'withdraw':
        if (transaction!.last !== 'committed') transaction!.last = 'rolled back'
        return 'done'
      case 'fence':
        // A coordinator does not ask for its own decision any more when that may be old enough to be forgotten.
        if (transaction !== null && this.#forgotten.has(ask.gtid)) return 'unknown'
        return this.#fence(ask.gtid)
      case 'finish':
        return this.#finish(this.transactions.get(ask.id.gtid)!, ask.id.branch, ask.outcome, transaction !== null)
      case 'list':
        return this.#list(BRANCHES.indexOf(ask.source as 'b1'))
      case 'forget':
        return this.#forget(ask.prepared, started)
    }
  }

  #prepare(transaction: Transaction, branch: number): Answer {
    if (transaction.branches[branch] !== 'open') return 'refused'
    const no = this.#random.chance(3)
    transaction.branches[branch] = no ? 'rolled back' : 'prepared'
    return no ? 'refused' : 'done'
  }

  #record(transaction: Transaction): Answer {
    if (transaction.last === 'open' && !this.decisions.has(transaction.gtid)) {
      transaction.last = 'recorded'
      return 'done'
    }
    if (transaction.last === 'open') this.#hit('the fence wins against a living coordinator')
    transaction.last = 'rolled back'
    return 'refused'
  }

  #decide(transaction: Transaction): Answer {
    if (transaction.last !== 'recorded') return 'refused'
    if (this.#random.chance(2)) {
      transaction.last = 'rolled back'
      return 'refused'
    }
    transaction.last = 'committed'
    this.decisions.set(transaction.gtid, { outcome: 'C', at: this.now })
    return 'done'
  }

  #fence(gtid: string): Answer | null {
    if (this.transactions.get(gtid)?.last === 'recorded') {
      this.#hit('the fence waits for an undecided owner')
      return this.#random.chance(50) ? 'unknown' : null
    }
    const known = this.decisions.get(gtid)
    if (known === undefined) this.decisions.set(gtid, { outcome: 'A', at: this.now })
    return known?.outcome ?? 'A'
  }

  #finish(transaction: Transaction, branch: number, outcome: Outcome, own: boolean): Answer {
    const part = transaction.branches[branch]
    if (part === 'prepared') transaction.branches[branch] = outcome === 'C' ? 'committed' : 'rolled back'
    // Where nobody knows whether it is prepared, it is rolled back by its name, which an open transaction has not got yet.
    else if (part === 'open' && own && outcome === 'A' && this.#random.chance(50))
      transaction.branches[branch] = 'rolled back'
    else this.#hit('a branch to finish is gone')
    return 'done'
  }

  #list(index: number): Answer {
    const found = [...this.transactions.values()].filter(({ branches }) => branches[index] === 'prepared')
    return found.map(({ gtid }) => ({ gtid, branch: index }))
  }

  /** Only what was there before the asker began is old enough. */
  #forget(prepared: readonly string[], started: number): Answer {
    for (const [gtid, { outcome, at }] of this.decisions) {
      if (outcome === 'A' || at >= started || prepared.includes(gtid)) continue
      this.decisions.delete(gtid)
      this.#forgotten.add(gtid)
      this.#hit('a decision is forgotten')
    }
    return 'done'
  }
}
