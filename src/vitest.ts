import type {} from 'vitest'
import type { RunExplanation, StatementCounts } from './request.ts'

/** What a matcher says. */
interface Verdict {
  readonly pass: boolean
  message(): string
  readonly actual?: unknown
  readonly expected?: unknown
}

/**
 * Holds an answer to the number of statements that it took of each database: the N+1 test of your own queries. It takes
 * what `heddle.analyze` answers, or a response's JSON to a request with `x-heddle-explain: 1`. A database that is not named
 * must not have been asked.
 *
 * @example
 * import { toUseStatements } from 'heddle/vitest'
 * expect.extend({ toUseStatements })
 *
 * it('asks each database once', async () => {
 *   const answer = await heddle.analyze('{ users(limit: 50) { name orders { total } } }')
 *   expect(answer).toUseStatements({ accounts: 1, shop: 1 })
 * })
 */
export function toUseStatements(received: unknown, expected: StatementCounts): Verdict {
  const explanation = explanationIn(received)
  if (!explanation) return { pass: false, message: () => missing(received) }
  const { actual, perRow, ran } = explanation
  const pass = same(actual, expected)
  return {
    pass,
    message: () => {
      const head = `expected ${pass ? 'anything but' : ''} ${printCounts(expected)}, and there were ${printCounts(actual)}`
      const told = ran.map(({ source, table, keys, rows }) => {
        return `  ${source}: ${table}${keys > 0 ? ` for ${keys} keys` : ''}${rows === null ? '' : `, ${rows} rows`}`
      })
      const naive = perRow === null ? [] : [`A resolver per row would have made ${perRow}.`]
      return [head.replace(/ +/g, ' '), ...told, ...naive].join('\n')
    },
    actual,
    expected,
  }
}

function explanationIn(received: unknown): RunExplanation | undefined {
  const { extensions } = objectOf(received)
  const { explain } = objectOf(extensions)
  return 'actual' in objectOf(explain) ? (explain as RunExplanation) : undefined // nothing else is called so
}

function missing(received: unknown): string {
  const { errors } = objectOf(received)
  const why = Array.isArray(errors)
    ? ` It has errors: ${errors.map((error) => objectOf(error)['message']).join(' ')}`
    : ''
  return `The answer says nothing of its statements: ask with heddle.analyze, or the header x-heddle-explain: 1.${why}`
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function same(actual: StatementCounts, expected: StatementCounts): boolean {
  const sources = new Set([...Object.keys(actual), ...Object.keys(expected)])
  return [...sources].every((source) => (actual[source] ?? 0) === (expected[source] ?? 0))
}

function printCounts(counts: StatementCounts): string {
  const parts = Object.entries(counts).map(([source, count]) => `${source} ${count}`)
  return parts.length === 0 ? 'no statements' : `statements ${parts.join(', ')}`
}

declare module 'vitest' {
  // Vitest's own parameter, which a declaration that is merged with it has to repeat.
  interface Matchers<T = any> {
    /** Statements by database that the answer took, see {@link toUseStatements}. */
    toUseStatements(expected: StatementCounts): T
  }
}
