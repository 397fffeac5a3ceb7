import { helpFor, HeddleError } from '../errors.ts'
import { withoutPasswords } from '../telemetry/log.ts'

/**
 * An error as one block for people: what, where, why, fix. No password is in it, whoever wrote the message.
 *
 * @example
 * error  Source "shop" at /srv/shop.db cannot be reached: unable to open database file.
 * where  source shop
 * fix    Check the path and its permissions.
 * code   SOURCE_UNREACHABLE
 * more   docs/errors.md#source_unreachable
 */
export function printError(error: unknown): string {
  if (!(error instanceof HeddleError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return withoutPasswords(`error  Unexpected: ${text}\n`)
  }
  const { hint } = error.details
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['error', withoutHint(error.message, hint)],
    ['where', whereOf(error)],
    ['why', whyOf(error)],
    ['fix', hint],
    ['code', error.code],
    ['more', helpFor(error.code)],
  ]
  const lines = rows.flatMap(([name, text]) => (text ? [`${name.padEnd(7)}${indentRest(text)}\n`] : []))
  return withoutPasswords(lines.join(''))
}

/** The same as one line of JSON. */
export function printErrorJson(error: unknown): string {
  const body =
    error instanceof HeddleError
      ? { code: error.code, message: error.message, help: helpFor(error.code), ...error.details }
      : { code: 'INTERNAL_SERVER_ERROR', message: error instanceof Error ? error.message : String(error) }
  return withoutPasswords(`${JSON.stringify({ error: body })}\n`)
}

/** Many messages end with their fix, for readers who see nothing else. Here it has a line of its own. */
function withoutHint(message: string, hint: string | undefined): string {
  const trimmed = message.trimEnd()
  return hint && trimmed !== hint && trimmed.endsWith(hint) ? trimmed.slice(0, -hint.length).trimEnd() : trimmed
}

function whereOf({ details }: HeddleError): string | undefined {
  const columns = details.columns?.length ? `columns ${details.columns.join(', ')}` : undefined
  const parts = [
    details.source && `source ${details.source}`,
    details.table && `table ${details.table}`,
    columns,
    details.constraint && `constraint ${details.constraint}`,
  ]
  return parts.filter(Boolean).join(', ') || undefined
}

/** The words of the driver or the system, where the message has not said them already. */
function whyOf(error: HeddleError): string | undefined {
  let cause = error.cause
  while (cause instanceof HeddleError) cause = cause.cause
  const words = cause instanceof Error ? cause.message.trim() : ''
  return words === '' || error.message.includes(words.replace(/\.$/, '')) ? undefined : words
}

function indentRest(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(7)}`)
}
