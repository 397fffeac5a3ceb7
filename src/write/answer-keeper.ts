import type { Source } from '../source/source.ts'
import { answerOnce, type AnswerOnce } from './answer-once.ts'
import { forgetAnswers, keepsAnswers, setUpAnswers } from './kept-answers.ts'
import type { RequestKey } from './request-key.ts'

/** From one deletion of old answers to the next, and from the first request with a key to the first one. Milliseconds. */
const FORGET_EVERY_MS = 3_600_000
const FORGET_FIRST_MS = 60_000

export interface AnswerKeeperParts {
  /** The sources that may be written. */
  readonly sources: ReadonlyMap<string, Source>
  readonly keepMs: number
  readonly report: (error: unknown) => void
}

/** Keeps the answers to requests with a key, in the databases that they write to, for a while. */
export class AnswerKeeper {
  readonly #parts: AnswerKeeperParts
  /** The sources that are known to have the table. */
  readonly #known = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: AnswerKeeperParts) {
    this.#parts = parts
  }

  /** Makes the table in every database that may be written. */
  async setUp(): Promise<void> {
    await Promise.all([...this.#parts.sources.values()].map(setUpAnswers))
  }

  /** Lets a request be answered once. The first one begins the deletion of old answers. */
  once(key: RequestKey, sources: ReadonlyMap<string, Source>): AnswerOnce {
    if (this.#timer === undefined) this.#forgetAfter(FORGET_FIRST_MS)
    return answerOnce({ key, sources, keeps: (source) => this.keeps(source) })
  }

  /** Whether a source has the table: asked until it has. Rejects where it does not answer. */
  async keeps(source: Source): Promise<boolean> {
    if (!this.#known.has(source.name) && (await keepsAnswers(source))) this.#known.add(source.name)
    return this.#known.has(source.name)
  }

  /** The sources without the table. Those that do not answer are not among them. */
  async lacking(): Promise<readonly string[]> {
    const asked = [...this.#parts.sources.values()].map(async (source) => {
      return (await this.keeps(source).catch(() => true)) ? [] : [source.name]
    })
    return (await Promise.all(asked)).flat()
  }

  /** Deletes the answers that have been kept long enough. */
  async forget(): Promise<void> {
    const { sources, keepMs } = this.#parts
    const known = [...sources.values()].filter(({ name }) => this.#known.has(name))
    await Promise.all(known.map((source) => forgetAnswers(source, Math.ceil(keepMs / 1_000))))
  }

  #forgetAfter(milliseconds: number): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      void this.forget()
        .catch(this.#parts.report)
        .finally(() => this.#forgetAfter(FORGET_EVERY_MS))
    }, milliseconds)
    this.#timer.unref()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }
}
