import { setMaxListeners } from 'node:events'
import { Abandoning, type Abandonment } from '../abandonment.ts'
import { HeddleError } from '../errors.ts'

/** What ends a wait before its time: a moment of `performance.now()`, or an abandoned request. */
export interface Limits {
  readonly deadline?: number | undefined
  readonly signal?: Abandonment | undefined
}

/** Of an attempt to connect; and who hears whether it knocks at a server that has not answered it yet. */
export interface ConnectLimits extends Limits {
  readonly onKnock?: ((isKnocking: boolean) => void) | undefined
}

export type LimitReason = 'deadline' | 'abort'

/** The limit that has been reached already, or null. */
export function reachedLimit(limits: Limits): LimitReason | null {
  if (limits.signal?.aborted === true) return 'abort'
  return limits.deadline !== undefined && performance.now() >= limits.deadline ? 'deadline' : null
}

/** `limits`, ended after `milliseconds` at the latest. */
export function atMost(milliseconds: number, limits: Limits = {}): Limits {
  const deadline = performance.now() + milliseconds
  return { ...limits, deadline: Math.min(deadline, limits.deadline ?? deadline) }
}

/** DATABASE_TIMEOUT or CANCELLED of a source; `doing` completes "while …". */
export function limitError(source: string, reason: LimitReason, doing: string): HeddleError {
  return reason === 'abort'
    ? new HeddleError('CANCELLED', `The request was abandoned while ${doing} at source "${source}".`, { source })
    : new HeddleError('DATABASE_TIMEOUT', `The request's time was over while ${doing} at source "${source}".`, {
        source,
        hint: 'Ask for less, add an index, or raise the time limit.',
        retryable: true,
      })
}

/**
 * Settles as `pending` does, or rejects with what `onLimit` makes of the first limit that is reached. `pending` goes on
 * then, and its own failure is nobody's: `onLimit` is the place to stop it.
 */
export function within<T>(limits: Limits, pending: Promise<T>, onLimit: (reason: LimitReason) => Error): Promise<T> {
  const { deadline, signal } = limits
  if (deadline === undefined && signal === undefined) return pending
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: LimitReason) => {
      leave()
      reject(onLimit(reason))
    }
    const onAbort = () => stop('abort')
    const timer = deadline === undefined ? undefined : setTimeout(() => stop('deadline'), timerDelay(deadline))
    const leave = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    pending.then(
      (value) => {
        leave()
        resolve(value)
      },
      (error: unknown) => {
        leave()
        reject(error as Error)
      },
    )
    if (signal?.aborted === true) stop('abort')
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** One request may wait at many places; Node warns of a leak from the eleventh on. */
export function expectManyListeners(signal: Abandonment | undefined): void {
  if (signal instanceof AbortSignal) setMaxListeners(0, signal)
}

/** A signal that is given with `signal`, and by `end`: when nobody waits any more for what still runs. */
export function untilEnded(signal: Abandonment | undefined): { readonly signal: Abandonment; end(): void } {
  const own = new Abandoning()
  const end = (): void => {
    signal?.removeEventListener('abort', end)
    own.abort()
  }
  if (signal?.aborted === true) end()
  else signal?.addEventListener('abort', end, { once: true })
  return { signal: own, end }
}

/** Timers of like delays share a list in Node; a list of its own for each would cost more than the timer. */
const TIMER_STEP_MS = 20

/** Milliseconds from now, rounded up, within what a timer can hold. */
function timerDelay(deadline: number): number {
  const steps = Math.ceil((deadline - performance.now()) / TIMER_STEP_MS)
  return Math.min(Math.max(steps * TIMER_STEP_MS, 0), 2 ** 31 - 1)
}

/** Waits; used where a database says "busy". */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
