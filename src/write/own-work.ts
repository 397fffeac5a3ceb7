import { atMost } from '../source/limits.ts'
import type { Result, Source } from '../source/source.ts'
import type { SqlValue } from '../sql/statement.ts'
import { OWN_WORK } from './gtid.ts'

/** Longest time of one statement. The fence waits that long for a process that is deciding now. Milliseconds. */
const STATEMENT_MS = 5_000

/** Reads one of Heddle's own tables, in no transaction of anybody's. */
export function lookOwn(source: Source, text: string, values: readonly SqlValue[] = []): Promise<Result> {
  return source.run({ text, values, prepare: false }, { ...atMost(STATEMENT_MS), requestId: OWN_WORK, bounded: true })
}

/** Writes to one of Heddle's own tables. */
export function writeOwn(source: Source, text: string, values: readonly SqlValue[] = []): Promise<Result> {
  return source.run({ text, values, prepare: false }, { ...atMost(STATEMENT_MS), requestId: OWN_WORK, writes: true })
}
