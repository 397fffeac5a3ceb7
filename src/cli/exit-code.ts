import { HeddleError, type ErrorCode } from '../errors.ts'

/** What the command's exit code says: 0 well · 1 a check found something · 2 usage or config · 3 a database could not be reached. */
export type ExitCode = 0 | 1 | 2 | 3

const unreachable: ReadonlySet<ErrorCode> = new Set(['SOURCE_UNREACHABLE', 'DATABASE_UNAVAILABLE', 'DATABASE_TIMEOUT'])

/** The exit code of an error that ended a command. A fault of our own counts as a finding. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof HeddleError)) return 1
  return unreachable.has(error.code) ? 3 : 2
}

/** The exit code of an answer: the worst of its errors. */
export function exitCodeOfCodes(codes: readonly unknown[]): ExitCode {
  if (codes.length === 0) return 0
  if (codes.some((code) => unreachable.has(code as ErrorCode))) return 3
  const mistakes = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_NOT_FOUND'])
  return codes.every((code) => mistakes.has(code)) ? 2 : 1
}
