import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api'
import { HeddleError } from '../errors.ts'
import type { Events, PhasesEvent, RequestEvent, StatementEvent } from '../events.ts'

/** What spans say of a database, by source: its system and its name, as the conventions call them. */
export type DatabaseNames = ReadonlyMap<string, { readonly system: string; readonly namespace: string }>

const GRAPHQL = '/graphql'

/**
 * Makes spans of what happens, through the OpenTelemetry API alone: which SDK takes them, and where it sends them, is the
 * program's own business. A span for each request (within that of an HTTP instrumentation, where there is one), one for each
 * phase and one for each statement, by the stable conventions for databases. No parameter stands in a span.
 */
export function traceEvents(events: Events, databases: DatabaseNames) {
  const tracer = trace.getTracer('heddle')
  /** Of requests under way: when their statements had run. */
  const ran = new WeakMap<Span, number>()

  function child(name: string, from: number, to: number, attributes: Attributes, kind = SpanKind.INTERNAL): Span {
    const span = tracer.startSpan(name, { kind, attributes, startTime: epoch(from) })
    span.end(epoch(to))
    return span
  }

  function tellPhases({ started, prepared, ran: end }: PhasesEvent): void {
    child('prepare', started, prepared, {})
    child('run', prepared, end, {})
    const request = trace.getActiveSpan()
    if (request) ran.set(request, end)
  }

  function tellRequest({ status, statements, path }: RequestEvent): void {
    const request = trace.getActiveSpan()
    if (!request) return
    const end = ran.get(request)
    if (end !== undefined) child('respond', end, performance.now(), {})
    request.setAttribute('http.response.status_code', status)
    request.setAttribute('heddle.statements', statements)
    if (path !== null) request.setAttribute('heddle.path', path)
    if (status >= 500) request.setStatus({ code: SpanStatusCode.ERROR })
  }

  function tellStatement({ source, table, sql, waitMs, runMs, error }: StatementEvent): void {
    const end = performance.now()
    const { system = 'other_sql', namespace = source } = databases.get(source) ?? {}
    const operation = operationOf(sql)
    const collection = table?.slice(table.indexOf('.') + 1)
    const code = error === undefined ? undefined : error instanceof HeddleError ? error.code : 'DATABASE_ERROR'
    const span = tracer.startSpan(collection === undefined ? operation : `${operation} ${collection}`, {
      kind: SpanKind.CLIENT,
      startTime: epoch(end - runMs - waitMs),
      attributes: {
        'db.system.name': system,
        'db.namespace': namespace,
        'db.operation.name': operation,
        'db.query.text': sql.replace(/ \/\*traceparent=[^*]*\*\/$/, ''),
        ...(collection === undefined ? {} : { 'db.collection.name': collection }),
        ...(code === undefined ? {} : { 'error.type': code }),
        'heddle.source': source,
        'heddle.wait_ms': waitMs,
      },
    })
    if (code !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(epoch(end))
  }

  events.on((event) => {
    if (event.kind === 'statement') tellStatement(event)
    else if (event.kind === 'phases') tellPhases(event)
    else if (event.kind === 'request') tellRequest(event)
  })

  return {
    serve<T>(
      { method, path }: { readonly method: string; readonly path: string },
      header: (name: string) => string | undefined,
      work: (done: () => void) => T,
    ): T {
      const instrumented = trace.getActiveSpan() !== undefined
      const parent = instrumented ? context.active() : extracted(header)
      const kind = instrumented ? SpanKind.INTERNAL : SpanKind.SERVER
      const attributes = { 'http.request.method': method, 'http.route': GRAPHQL, 'url.path': path }
      const span = tracer.startSpan(`${method} ${GRAPHQL}`, { kind, attributes }, parent)
      return context.with(trace.setSpan(parent, span), () => work(() => span.end()))
    },
    bind: <A extends unknown[], R>(work: (...given: A) => R) => context.bind(context.active(), work),
  }
}

/** The trace that a statement belongs to, as a SQL comment (`traceparent='00-…-01'`); empty outside of a trace. */
export function traceComment(): string {
  const span = trace.getActiveSpan()?.spanContext()
  if (!span || !trace.isSpanContextValid(span)) return ''
  const flags = span.traceFlags & TraceFlags.SAMPLED ? '01' : '00'
  return ` /*traceparent='00-${span.traceId}-${span.spanId}-${flags}'*/`
}

function extracted(header: (name: string) => string | undefined): Context {
  return propagation.extract(context.active(), header, {
    get: (of, name) => of(name.toLowerCase()),
    keys: () => ['traceparent', 'tracestate', 'baggage'],
  })
}

/** `performance.now()` as milliseconds since 1970, which the API takes for what it is. */
function epoch(now: number): number {
  return performance.timeOrigin + now
}

/** SELECT, INSERT, UPDATE, DELETE: what a statement of ours does; one that begins with its keys is named by what follows them. */
function operationOf(sql: string): string {
  const [word = ''] = /[a-z]+/i.exec(sql) ?? []
  const verb =
    word.toLowerCase() === 'with' ? (/\)\s*(insert|update|delete|select)\b/i.exec(sql)?.[1] ?? 'select') : word
  return verb.toUpperCase()
}
