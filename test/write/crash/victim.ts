import { fork, type ChildProcess } from 'node:child_process'
import type { CrashPoint } from '../../../src/write/crash-points.ts'
import type { SourceSpec } from '../../../src/source/source-spec.ts'
import type { WriteSettings } from '../../../src/write/writer.ts'

export interface Task {
  readonly task: 'write' | 'recover' | 'forget' | 'storm' | 'ask'
  /** The row that a write inserts everywhere. */
  readonly run?: number
  /** Of a request: its document and its idempotency key. */
  readonly document?: string
  readonly key?: string
  /** Where it dies or stops; none: nowhere. */
  readonly point?: CrashPoint
  readonly occurrence?: number
  /** Passings count from this point on. */
  readonly from?: CrashPoint
  readonly delayMs?: number
  readonly signal?: 'SIGKILL' | 'SIGSTOP'
  /** The source that refuses to prepare. */
  readonly refusedBy?: string
}

/** How a task ended: the process died of it, stopped at its point, or went through. */
export type TaskEnd =
  | { readonly kind: 'died' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly code: string }

type Said =
  | { readonly ready: true }
  | { readonly stopped: string }
  | { readonly done: unknown }
  | { readonly failed: string }
  | Told

/** What a client of a storm was told. */
export type Told =
  | { readonly acknowledged: number; readonly in: readonly string[] }
  | { readonly refused: number; readonly code: string }

/** What a process is for: it writes, or it answers requests. */
export type Work =
  { readonly specs: readonly SourceSpec[]; readonly settings: WriteSettings } | { readonly config: object }

/** A process of its own that can be killed at a point. */
export class Victim {
  readonly #child: ChildProcess
  readonly #said: Said[] = []
  #wake: () => void = () => {}
  #gone = false

  /** @param through a program that runs it, and its arguments: strace */
  constructor(work: Work, through: readonly string[] = []) {
    const [execPath = process.execPath, ...before] = [...through, process.execPath]
    const program = 'config' in work ? './asking-process.mjs' : './writing-process.mjs'
    this.#child = fork(new URL(program, import.meta.url), [JSON.stringify(work)], {
      execPath,
      execArgv: before,
    })
    this.#child.on('message', (said) => {
      this.#said.push(said as Said)
      this.#wake()
    })
    this.#child.on('exit', () => {
      this.#gone = true
      this.#wake()
    })
  }

  async #next(): Promise<Said | null> {
    for (;;) {
      const said = this.#said.shift()
      if (said !== undefined) return said
      if (this.#gone) return null
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Lets clients move money for a while, and kills the process. Resolves with what they were told. */
  async storm(run: number, milliseconds: number): Promise<readonly Told[]> {
    this.#child.send({ task: 'storm', run })
    setTimeout(() => this.#child.kill('SIGKILL'), milliseconds)
    const told: Told[] = []
    for (let said = await this.#next(); said !== null; said = await this.#next()) {
      if ('acknowledged' in said || 'refused' in said) told.push(said)
    }
    return told
  }

  async ready(): Promise<void> {
    if ((await this.#next()) === null) throw new Error('the process did not start')
  }

  async run(task: Task): Promise<TaskEnd> {
    this.#child.send({ signal: 'SIGKILL', occurrence: 1, delayMs: 0, ...task })
    return this.ended()
  }

  /** Waits for the end of the task. */
  async ended(): Promise<TaskEnd> {
    const said = await this.#next()
    if (said === null) return { kind: 'died' }
    if ('done' in said) return { kind: 'done', value: said.done }
    if ('failed' in said) return { kind: 'failed', code: said.failed }
    if ('stopped' in said) return { kind: 'stopped' }
    throw new Error('the process said what nobody asked it for')
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    while (!this.#gone) await new Promise<void>((resolve) => (this.#wake = resolve))
  }
}
