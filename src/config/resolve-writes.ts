import { durabilities } from '../source/source-spec.ts'
import type { ResolvedWrites } from './resolved-config.ts'
import { duration, flag, fn, oneOf, settings } from './setting.ts'

const known = ['setup', 'durability', 'recoverEvery', 'recoverAge', 'idempotency']

/**
 * How writes are committed: the config's `writes`.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveWrites(value: unknown): ResolvedWrites {
  const { setup, durability, recoverEvery, recoverAge, idempotency } = settings(value, 'writes', known)
  const { keep, by } = settings(idempotency, 'writes.idempotency', ['keep', 'by'])
  return {
    ...(setup === undefined ? {} : { setup: flag(setup, 'writes.setup') }),
    ...(durability === undefined ? {} : { durability: oneOf(durability, 'writes.durability', durabilities) }),
    ...(recoverEvery === undefined ? {} : { recoverEveryMs: duration(recoverEvery, 'writes.recoverEvery') }),
    ...(recoverAge === undefined ? {} : { recoverAgeMs: duration(recoverAge, 'writes.recoverAge') }),
    ...(keep === undefined ? {} : { keepAnswersMs: duration(keep, 'writes.idempotency.keep') }),
    ...(by === undefined ? {} : { subjectOf: fn<(context: unknown) => unknown>(by, 'writes.idempotency.by') }),
  }
}
