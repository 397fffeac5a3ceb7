import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** How often each point is died at; 0: as few times as CI has time for. `npm run test:crash` asks for 50. */
export const WANTED = Number(process.env['HEDDLE_CRASH_RUNS'] ?? 0)

/** Longest time of one test. A machine that does other things is slow, and that is not the protocol's fault. */
export const PATIENCE_MS = 86_400_000

/** How often a sample is tried that a slow machine spoils. */
const TRIES = 20

/** Thrown where nothing was seen of the point: the process did not come there, and what it did is as it should be. */
export class NoSample extends Error {}

/** How one sample ended; `wrong`: what it broke. */
interface Sample {
  readonly code: string
  readonly suite: string
  readonly point: string
  readonly ended: string
  readonly wrong?: string
}

/**
 * The samples of a suite that takes hours. Each is written to the file of HEDDLE_CRASH_RECORD as soon as it is there, so
 * that a run which was stopped goes on where it was: a slice at a time. Samples that were taken of other code do not count,
 * and what went wrong once stays written down.
 */
export class Samples {
  readonly #suite: string
  readonly #file = process.env['HEDDLE_CRASH_RECORD']
  readonly #code = digestOfCode()
  readonly #taken: Sample[]
  /** How many were no samples. */
  #spoiled = 0

  constructor(suite: string) {
    this.#suite = suite
    const text = this.#file !== undefined && existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : ''
    this.#taken = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Sample)
      .filter(({ code, suite }) => code === this.#code && suite === this.#suite)
  }

  /** Takes a sample of a point, and keeps how it ended, unless there are enough of it. Rejects with what it breaks. */
  async take(point: string, wanted: number, sample: () => Promise<string>): Promise<void> {
    for (let tries = 1; this.count(point) < wanted; tries += 1) {
      try {
        return this.#keep({ point, ended: await sample() })
      } catch (error) {
        if (error instanceof NoSample && tries < TRIES) {
          this.#spoiled += 1
          continue
        }
        this.#keep({ point, ended: 'wrong', wrong: error instanceof Error ? error.message : String(error) })
        throw error
      }
    }
  }

  #keep(kept: Pick<Sample, 'point' | 'ended' | 'wrong'>): void {
    const sample = { code: this.#code, suite: this.#suite, ...kept }
    this.#taken.push(sample)
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(sample)}\n`)
  }

  count(point: string): number {
    return this.#taken.filter((each) => each.point === point).length
  }

  /** What went wrong in any of them, in this run or in one before. */
  get wrong(): readonly string[] {
    return this.#taken.flatMap(({ point, wrong }) => (wrong === undefined ? [] : [`${point}: ${wrong}`]))
  }

  /** How many ended how: `63 at 63 points: 30 committed, 33 rolled back`. */
  get told(): string {
    const points = new Set(this.#taken.map(({ point }) => point))
    const endings = [...this.endings].sort().map(([ended, count]) => `${count} ${ended}`)
    const spoiled = this.#spoiled > 0 ? ` (${this.#spoiled} more did not come to their point)` : ''
    return `${this.#taken.length} at ${points.size} points: ${endings.join(', ')}${spoiled}`
  }

  get endings(): ReadonlyMap<string, number> {
    const endings = new Map<string, number>()
    for (const { ended } of this.#taken) endings.set(ended, (endings.get(ended) ?? 0) + 1)
    return endings
  }
}

/** Of everything that a commit runs. */
function digestOfCode(): string {
  const source = resolve(import.meta.dirname, '../../../src')
  const hash = createHash('sha256')
  for (const folder of ['source', 'sql', 'write']) {
    const names = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' }).sort()
    for (const name of names.filter((each) => each.endsWith('.ts'))) {
      hash.update(name).update(readFileSync(join(source, folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
