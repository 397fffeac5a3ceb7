import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino'
import { HeddleError } from '../errors.ts'
import type { Events, HeddleEvent, RequestEvent, StatementEvent } from '../events.ts'
import { gatherLines, type LineGatherer } from './gather-lines.ts'

export interface LogOptions {
  /** `debug` also tells every statement. */
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Which statements are told at `info`: all, or those that ran for `slowMs` or more. Default: none. */
  readonly sql?: SqlLog | undefined
  /** Whether each request is told, at `info`. Default: none is. */
  readonly requests?: boolean | undefined
  /** Where lines go; absent: standard error, so that standard output holds data only. */
  readonly destination?: DestinationStream
}

/** pino's number of the level `info`. */
const INFO = 30

/** The SQL log. */
export interface SqlLog {
  /** Milliseconds from which a statement is told; 0: every one. */
  readonly slowMs: number
  /** Whether parameters are told too. They are what clients sent: names, addresses, tokens. */
  readonly parameters: boolean
}

/**
 * Writes what happened as lines of JSON: faults once with their request's id, notices, statements that failed, and at
 * `debug`, or where `sql` says so, statements with their SQL and times. Parameters appear only where `sql` asks for them, and
 * passwords in URLs are blotted out. A line is JSON, so that no text in it can look like another line.
 *
 * @returns the end of it.
 */
export function logEvents(events: Events, options: LogOptions): () => void {
  const destination: DestinationStream & Partial<LineGatherer> = options.destination ?? standardError()
  const time = createClock()
  const logger = pino({ level: options.level, base: null, timestamp: () => `,"time":"${time()}"` }, destination)
  const log: Log = { logger, destination, time, options }
  const closed = events.on((event) => {
    write(log, event)
    // The process may not live much longer.
    if (event.kind === 'fault') destination.flush?.()
  })
  return () => {
    closed()
    destination.flush?.()
  }
}

interface Log {
  readonly logger: Logger
  readonly destination: DestinationStream & Partial<LineGatherer>
  /** Now, as ISO 8601. */
  readonly time: () => string
  readonly options: LogOptions
}

let gathering: LineGatherer | undefined

/** The process has one, and all that log to it share what gathers its lines. */
function standardError(): LineGatherer {
  return (gathering ??= gatherLines(process.stderr))
}

/** The time's text: all but its milliseconds is made once a second, for making it costs nearly as much as the rest of a line. */
function createClock(): () => string {
  let second = NaN
  let text = ''
  return () => {
    const now = Date.now()
    const milliseconds = now % 1_000
    if (now - milliseconds !== second) {
      second = now - milliseconds
      text = new Date(second).toISOString().slice(0, -'000Z'.length)
    }
    return `${text}${String(milliseconds).padStart(3, '0')}Z`
  }
}

function write(log: Log, event: HeddleEvent): void {
  const { logger, options } = log
  switch (event.kind) {
    case 'fault':
      return logger.error({ requestId: event.requestId, source: event.source, error: describe(event.error) }, 'fault')
    case 'notice':
      return logger.info({ source: event.source }, withoutPasswords(event.message))
    case 'batch': {
      if (!logger.isLevelEnabled('debug')) return
      const { kind: _, ...batch } = event
      return logger.debug(batch, 'batch')
    }
    case 'transaction': {
      const { kind: _, ...transaction } = event
      const level = event.state === 'UNKNOWN' ? 'warn' : event.state === 'ABORTED' ? 'info' : 'debug'
      return logger[level](transaction, 'transaction')
    }
    case 'recovery': {
      const { kind: _, ...recovery } = event
      if (event.inDoubt.length > 0) return logger.warn(recovery, 'transactions in doubt')
      if (event.committed.length + event.aborted.length > 0) return logger.info(recovery, 'transactions recovered')
      return
    }
    case 'statement':
      return writeStatement(logger, event, options.sql)
    case 'request':
      if (options.requests) writeRequest(log, event)
      return
    case 'phases':
      return
    case 'pool': {
      const { source, what, error, stack } = event
      const level = what === 'down' || what === 'leak' ? 'warn' : what === 'up' ? 'info' : 'debug'
      if (!logger.isLevelEnabled(level)) return
      const why = error === undefined ? {} : { error: codeOf(error) }
      return logger[level]({ source, what, ...why, ...(stack === undefined ? {} : { stack }) }, 'pool')
    }
  }
}

function writeRequest({ logger, destination, time }: Log, event: RequestEvent): void {
  if (!logger.isLevelEnabled('info')) return
  const now = time()
  if (destination.later) destination.later(() => requestLine(event, now))
  else destination.write(requestLine(event, now))
}

/**
 * What a request was answered with, how long it took, and where. As pino would write it, at a third of the time: there is
 * nothing in it that would have to be looked for.
 */
function requestLine({ requestId, status, statements, path, ms, sources: spent }: RequestEvent, time: string): string {
  const sources: Record<string, number> = {}
  for (const source in spent) sources[source] = round(spent[source]!) // its own
  const line = { level: INFO, time, requestId, status, statements, path, ms: round(ms), sources, msg: 'request' }
  return `${JSON.stringify(line)}\n`
}

function writeStatement(logger: Logger, event: StatementEvent, sqlLog: SqlLog | undefined): void {
  const told = sqlLog !== undefined && event.waitMs + event.runMs >= sqlLog.slowMs
  // Most statements are told to nobody: nothing is made of them.
  if (event.error === undefined && !told && !logger.isLevelEnabled('debug')) return
  const { requestId, source, sql, rows, waitMs, runMs } = event
  const params = sqlLog?.parameters ? { params: event.params } : {}
  const statement = { requestId, source, sql, ...params, rows, waitMs: round(waitMs), runMs: round(runMs) }
  if (event.error === undefined) return logger[told ? 'info' : 'debug'](statement, 'statement')
  // A driver's message may quote a value ("invalid input syntax for type uuid: …"): its code has to do.
  logger.warn({ ...statement, error: codeOf(event.error) }, 'statement failed')
}

/** What an error says of itself and of its causes; the driver's extra fields (query, parameters, detail) are left out. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: withoutPasswords(String(error)) }
  return {
    type: stdSerializers.err(error).type,
    code: codeOf(error),
    message: withoutPasswords(error.message),
    stack: withoutPasswords(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof HeddleError && error.cause !== undefined)
    return `${error.code} ${codeOf(error.cause) ?? ''}`.trim()
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}

/** `postgres://ann:secret@host/db` → `postgres://ann:***@host/db` */
export function withoutPasswords(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*):[^\s/?#]*@/gi, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^&\s"']*/gi, '$1***')
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
