import type { Events } from '../events.ts'
import type { Limits } from '../source/limits.ts'
import type { Session } from '../source/session.ts'
import type { Source } from '../source/source.ts'
import type { Durability } from '../sql/decisions.ts'
import { transactions } from '../sql/transactions.ts'
import { AnswerKeeper } from './answer-keeper.ts'
import type { Witness } from './crash-points.ts'
import { setUpLog } from './decision-log.ts'
import { listInDoubt, resolveByHand, type InDoubt, type Logs, type Resolved } from './in-doubt.ts'
import { makeGtid, randomName, readGtid } from './gtid.ts'
import { examine, planAtomic, type SourceFitness } from './preflight.ts'
import { forget, recover, type Recovered } from './protocol.ts'
import { performRecovery } from './recovery.ts'
import { loadHandles, transactionOf, type Transaction } from './transaction.ts'
import { runProtocol } from './run-protocol.ts'
import { openUnitOfWork, type GlobalPlan, type UnitOfWork } from './unit-of-work.ts'

/** How soon a database is asked again what it can do, after that was not enough. Milliseconds. */
const EXAMINE_EVERY_MS = 1_000

/** From one deletion of old decisions to the next. Milliseconds. */
const FORGET_EVERY_MS = 3_600_000

/** What the config says of writes, with its defaults. Times in milliseconds. */
export interface WriteSettings {
  /** Make the tables of decisions at start, where there are none. */
  readonly setup: boolean
  /** What a commit over several databases must survive; where one of them gives less, such commits are refused. */
  readonly durability: Durability
  /** From one recovery to the next. */
  readonly recoverEveryMs: number
  /** Transactions younger than this are left to who is committing them. */
  readonly recoverAgeMs: number
  /** How long decisions are kept. */
  readonly keepCommittedMs: number
  readonly keepAbortedMs: number
  /** How long answers to requests with a key are kept. */
  readonly keepAnswersMs: number
}

export const defaultWriteSettings: WriteSettings = {
  setup: false,
  durability: 'power loss',
  recoverEveryMs: 10_000,
  recoverAgeMs: 2_000,
  keepCommittedMs: 24 * 3_600_000,
  keepAbortedMs: 7 * 24 * 3_600_000,
  keepAnswersMs: 24 * 3_600_000,
}

export interface WriterParts {
  /** The sources that may be written. */
  readonly sources: ReadonlyMap<string, Source>
  readonly settings: WriteSettings
  readonly events: Events
  readonly witness?: Witness | undefined
}

export interface OpenOptions extends Limits {
  /** All open sources: what is not written may be read. */
  readonly sources: ReadonlyMap<string, Source>
  /** The sources that will be written; absent: any that may be. */
  readonly writes?: readonly string[] | undefined
  readonly requestId?: string | undefined
  /** What the viewer's statements run with. */
  readonly sessionOf?: ((source: string) => Session | undefined) | undefined
}

/** Whether writes over several databases can be committed as one. */
export interface Atomicity {
  readonly sources: readonly SourceFitness[]
  /** Why not, by source; empty: they can. */
  readonly reasons: Readonly<Record<string, string>>
}

/** Everything about writing that outlives one operation: what the databases can do, and what was left undone. */
export class Writer {
  readonly #parts: WriterParts
  /** Of this process, in the names of its transactions. */
  readonly #node = randomName(8)
  /** Being committed by this process. */
  readonly #active = new Set<string>()
  #fitness: Promise<readonly SourceFitness[]> | null = null
  #examinedAt = 0
  #forgotAt = 0
  #timer: NodeJS.Timeout | undefined
  #recovering: Promise<Recovered> | null = null
  #closed = false

  /** What was answered to requests with a key. */
  readonly answers: AnswerKeeper

  constructor(parts: WriterParts) {
    this.#parts = parts
    const { sources, settings, events } = parts
    const report = (error: unknown): void => events.emit({ kind: 'fault', requestId: undefined, error })
    this.answers = new AnswerKeeper({ sources, keepMs: settings.keepAnswersMs, report })
  }

  /** Whether there are several databases to be written. */
  get writesSeveral(): boolean {
    return this.#parts.sources.size > 1
  }

  /** The sources that may be written. */
  get writable(): readonly string[] {
    return [...this.#parts.sources.keys()]
  }

  /** Opens a unit of work. */
  open({ writes, ...options }: OpenOptions): UnitOfWork {
    const { sources, witness } = this.#parts
    return openUnitOfWork({
      ...options,
      writes: (writes ?? [...sources.keys()]).filter((name) => sources.has(name)),
      writesAll: writes !== undefined,
      plan: (written) => this.#plan(written),
      witness,
    })
  }

  /**
   * Runs `work` in a unit of work and commits it; rolls it back where `work` throws, or a statement failed.
   *
   * @throws what `work` throws; HeddleError as {@link UnitOfWork.commit}
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    { sources, ...options }: OpenOptions,
  ): Promise<T> {
    const handles = await loadHandles()
    const unit = this.open({ sources, ...options })
    try {
      const result = await work(transactionOf(unit, sources, handles))
      await unit.commit()
      return result
    } finally {
      await unit.rollback()
    }
  }

  async #plan(writes: readonly string[]): Promise<GlobalPlan> {
    const planOf = async () => planAtomic(inOrder(await this.examine(), writes), this.#parts.settings.durability)
    let plan = await planOf()
    if (plan.reasons.size > 0) {
      // Somebody may have mended it meanwhile.
      this.#doubtFitness()
      plan = await planOf()
    }
    const gtid = makeGtid(plan.log ?? '', this.#node)
    return {
      ...plan,
      gtid,
      started: () => this.#active.add(gtid),
      ended: ({ state, pending }) => {
        this.#active.delete(gtid)
        this.#parts.events.emit({ kind: 'transaction', gtid, state, pending })
        if (pending.length > 0) this.#schedule(this.#parts.settings.recoverAgeMs)
      },
    }
  }

  /** What each database can do. Asked once, and again after it was not enough. */
  examine(): Promise<readonly SourceFitness[]> {
    if (this.#fitness === null) {
      this.#examinedAt = performance.now()
      this.#fitness = Promise.all([...this.#parts.sources.values()].map(examine))
    }
    return this.#fitness
  }

  /** Lets the databases be asked again, but not for each of many who ask. */
  #doubtFitness(): void {
    if (performance.now() - this.#examinedAt > EXAMINE_EVERY_MS) this.#fitness = null
  }

  /** For `/ready` and `heddle doctor`. */
  async atomicity(): Promise<Atomicity> {
    let sources = await this.examine()
    if (this.writesSeveral && this.#reasons(sources).size > 0) {
      this.#doubtFitness()
      sources = await this.examine()
    }
    if (!this.writesSeveral) return { sources, reasons: {} }
    return { sources, reasons: Object.fromEntries(this.#reasons(sources)) }
  }

  #reasons(sources: readonly SourceFitness[]): ReadonlyMap<string, string> {
    return planAtomic(inOrder(sources), this.#parts.settings.durability).reasons
  }

  /** Makes the tables of decisions and of kept answers, in every database that may be written. */
  async setUp(): Promise<void> {
    await Promise.all([...this.#parts.sources.values()].map(setUpLog))
    await this.answers.setUp()
    this.#fitness = null
  }

  /** Sets up what the settings allow, recovers what was left, and goes on doing so. */
  async start(): Promise<void> {
    const { settings } = this.#parts
    if (settings.setup) await (this.writesSeveral ? this.setUp() : this.answers.setUp())
    if (!this.writesSeveral) return
    if ((await this.examine()).some(({ log }) => log !== null)) this.#schedule(0)
  }

  #schedule(afterMs: number): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      void this.#keepHouse()
        .catch((error: unknown) => this.#parts.events.emit({ kind: 'fault', requestId: undefined, error }))
        .finally(() => this.#schedule(this.#parts.settings.recoverEveryMs))
    }, afterMs)
    this.#timer.unref()
  }

  async #keepHouse(): Promise<void> {
    await this.recover()
    if (performance.now() - this.#forgotAt < FORGET_EVERY_MS) return
    this.#forgotAt = performance.now()
    await this.forget()
  }

  /** Finishes what this or another process has left undone. Two calls at the same time are one. */
  recover(): Promise<Recovered> {
    this.#recovering ??= this.#recover().finally(() => (this.#recovering = null))
    return this.#recovering
  }

  async #recover(): Promise<Recovered> {
    const { settings, events, witness } = this.#parts
    const oldest = Date.now() - settings.recoverAgeMs
    const leave = (gtid: string) => this.#active.has(gtid) || readGtid(gtid).madeAt > oldest
    const perform = await this.#performer()
    const recovered = await runProtocol(recover({ sources: this.#preparing(), leave }), perform, witness)
    const { committed, aborted, inDoubt } = recovered
    const since = Math.min(...inDoubt.map((gtid) => readGtid(gtid).madeAt), Date.now())
    events.emit({ kind: 'recovery', committed, aborted, inDoubt, oldestInDoubtMs: Date.now() - since })
    return recovered
  }

  /** Deletes decisions that nobody will ask for. */
  async forget(): Promise<boolean> {
    const logs = (await this.examine()).flatMap(({ source, log }) => (log === null ? [] : [source]))
    return runProtocol(forget(this.#preparing(), logs), await this.#performer(), this.#parts.witness)
  }

  /** What is prepared now, by this process or another one. */
  async listInDoubt(): Promise<readonly InDoubt[]> {
    return listInDoubt(await this.#logs())
  }

  /** Ends a transaction as an operator says: see `write/in-doubt.ts`. */
  async resolveByHand(gtid: string, outcome: 'commit' | 'abort'): Promise<Resolved> {
    return resolveByHand(await this.#logs(), gtid, outcome)
  }

  async #performer() {
    const { settings } = this.#parts
    const keep = { committed: settings.keepCommittedMs / 1_000, aborted: settings.keepAbortedMs / 1_000 }
    return performRecovery({ ...(await this.#logs()), keep })
  }

  async #logs(): Promise<Logs> {
    const { sources } = this.#parts
    const fitness = await this.examine()
    // A database that was down may have come back, and its log with it.
    if (fitness.some(({ log }) => log === null)) this.#doubtFitness()
    const logs = new Map((await this.examine()).map(({ source, log }) => [log, sources.get(source)]))
    return { sources, sourceOfLog: (log) => logs.get(log) }
  }

  #preparing(): readonly string[] {
    const { sources } = this.#parts
    return [...sources.values()].flatMap(({ name, dialect }) => (transactions[dialect].twoPhase === null ? [] : [name]))
  }

  /** Recovers no more. What is under way ends by itself. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.answers.close()
    await this.#recovering?.catch(() => {})
  }
}

/** Those that are written (all by default), in the order of the config: of two that may, the first one commits last. */
function inOrder(all: readonly SourceFitness[], writes?: readonly string[]): readonly SourceFitness[] {
  return writes === undefined ? all : all.filter(({ source }) => writes.includes(source))
}
