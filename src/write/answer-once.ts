import { HeddleError } from '../errors.ts'
import type { Source } from '../source/source.ts'
import { randomName } from './gtid.ts'
import { answerIn, claimStatement, keepStatement, readAnswer, readStatement } from './kept-answers.ts'
import type { RequestKey } from './request-key.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** Answers units of work that carry a key: each once, however often it is asked for. */
export interface AnswerOnce {
  /**
   * What was answered by a unit of work that is committed; null: there was none.
   *
   * @throws HeddleError IDEMPOTENCY_KEY_REUSED where another request had the key
   */
  find(field: number, sources: readonly string[]): Promise<string | null>
  /**
   * Takes the key, as the first thing of a unit of work. Where another unit has taken it and is not committed, waits for it.
   *
   * @throws HeddleError IDEMPOTENCY_KEY_IN_USE where it was taken, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_UNAVAILABLE: the unit of
   * work can only be rolled back then
   */
  claim(field: number, unit: UnitOfWork): Promise<void>
  /** Keeps the answer in the transaction of the unit of work. */
  keep(field: number, unit: UnitOfWork, answer: string): Promise<void>
}

export interface AnswerOnceParts {
  readonly key: RequestKey
  readonly sources: ReadonlyMap<string, Source>
  /** Whether a source has the table of kept answers. Rejects where it does not answer. */
  readonly keeps: (source: Source) => Promise<boolean>
}

/**
 * The answer is a row in the database that commits last, written by the same transaction as what it answers for: so it is
 * there if and only if that is, whatever dies when. Two requests with one key compete for the row's primary key, and the
 * database has the second one wait for the first.
 */
export function answerOnce({ key, sources, keeps }: AnswerOnceParts): AnswerOnce {
  const claimed = `claim ${randomName(20)}`

  function checked(kept: { readonly request: string; readonly answer: string } | null): string | null {
    if (kept === null) return null
    if (kept.request === key.request) return kept.answer
    throw new HeddleError(
      'IDEMPOTENCY_KEY_REUSED',
      'Another request had this idempotency key: another document, other variables, or another viewer.',
      { hint: 'Send a new key with each new thing to be done.' },
    )
  }

  return {
    async find(field, names) {
      const found = await Promise.all(
        names.map(async (name) => {
          const source = sources.get(name)
          return source && (await keeps(source)) ? readAnswer(source, key.idOf(field)) : null
        }),
      )
      return checked(found.find((kept) => kept !== null) ?? null)
    },

    async claim(field, unit) {
      const keeper = await unit.keeper()
      const source = sources.get(keeper)
      if (source === undefined || !(await keeps(source))) throw unavailable(keeper)
      const id = key.idOf(field)
      try {
        await unit.runOwn(keeper, claimStatement(source, id, key.request, claimed), 'write')
      } catch (error) {
        throw error instanceof HeddleError && error.code === 'SERIALIZATION_FAILURE' ? inUse(error) : error
      }
      const kept = answerIn((await unit.runOwn(keeper, readStatement(source, id), 'read')).rows)
      if (kept?.answer === claimed) return
      checked(kept)
      throw inUse()
    },

    async keep(field, unit, answer) {
      const keeper = await unit.keeper()
      await unit.runOwn(keeper, keepStatement(sources.get(keeper)!, key.idOf(field), answer), 'write')
    },
  }
}

function unavailable(source: string): HeddleError {
  const message = `Source "${source}" has no table to keep answers in, so a repeated request would be carried out twice.`
  const hint = '`heddle doctor --setup` makes it, or `writes: { setup: true }`; or send no Idempotency-Key.'
  return new HeddleError('IDEMPOTENCY_UNAVAILABLE', message, { source, hint })
}

/** The first request with the key is not answered yet. */
function inUse(cause?: unknown): HeddleError {
  const message = 'A request with this idempotency key is being carried out.'
  const details = { retryable: true, hint: 'Send it again a moment later: it will be answered as the first one was.' }
  return new HeddleError('IDEMPOTENCY_KEY_IN_USE', message, details, { cause })
}
