import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

/** Spans of a running server, as an SDK gets them. */

const exporter = new InMemorySpanExporter()
const folder = mkdtempSync(join(tmpdir(), 'heddle-traces-'))
let heddle: Heddle
let server: HeddleServer

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  propagation.setGlobalPropagator(traceContext)
  const people = new Database(join(folder, 'people.db'))
  people.exec('create table users (id integer primary key, name text not null)')
  people.exec("insert into users values (1, 'Ann'), (2, 'Bo')")
  people.close()
  const shop = new Database(join(folder, 'shop.db'))
  shop.exec('create table orders (id integer primary key, user_id integer not null, total text)')
  shop.exec('create index orders_user on orders (user_id)')
  shop.exec("insert into orders values (1, 1, '5'), (2, 2, '7')")
  shop.close()
  heddle = await createHeddle({
    sources: { people: `sqlite:${join(folder, 'people.db')}`, shop: `sqlite:${join(folder, 'shop.db')}` },
    links: ['people.users.id=shop.orders.user_id'],
    log: 'silent',
    traces: { sqlComments: true },
  })
  server = await startServer(heddle, { host: '127.0.0.1', port: 0 })
})

beforeEach(() => exporter.reset())

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** W3C's header, read: what `@opentelemetry/core` brings, which an SDK has and this test does not need otherwise. */
const traceContext: Parameters<typeof propagation.setGlobalPropagator>[0] = {
  fields: () => ['traceparent'],
  inject: () => undefined,
  extract(to, carrier, getter) {
    const [, traceId, spanId] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(getter.get(carrier, 'traceparent'))) ?? []
    return traceId && spanId ? trace.setSpanContext(to, { traceId, spanId, traceFlags: 1, isRemote: true }) : to
  },
}

const query = 'query ($name: String!) { users(where: {name: {ne: $name}}) { name orders { total } } }'
const variables = { name: 'a-secret-name' }
const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }

async function ask(headers: Readonly<Record<string, string>> = {}, body: object = { query, variables }) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  await response.text()
  // The last span ends when the connection has been told.
  await expect.poll(() => spans().some(({ name }) => name === 'POST /graphql')).toBe(true)
}

function spans() {
  return exporter.getFinishedSpans()
}

it('makes a span of the request, of each phase and of each statement, within the trace of who asks', async () => {
  await ask({ traceparent: `00-${parent.traceId}-${parent.spanId}-01` })
  expect(
    spans()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['POST /graphql', 'SELECT orders', 'SELECT users', 'prepare', 'respond', 'run'].sort())
  const request = spans().find(({ name }) => name === 'POST /graphql')!
  expect(request).toMatchObject({ kind: 1, parentSpanContext: { spanId: parent.spanId } })
  expect(request.attributes).toMatchObject({
    ...{ 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
    ...{ 'heddle.statements': 2, 'heddle.path': 'direct' },
  })
  const start = ([s, ns]: readonly [number, number]): number => s * 1e3 + ns / 1e6
  for (const span of spans()) {
    expect(span.spanContext().traceId).toBe(parent.traceId)
    if (span === request) continue
    expect(span.parentSpanContext?.spanId).toBe(request.spanContext().spanId)
    expect(start(span.startTime)).toBeGreaterThanOrEqual(start(request.startTime) - 1)
    expect(start(span.endTime)).toBeLessThanOrEqual(start(request.endTime) + 1)
  }
})

it('says of statements what the conventions for databases say, and no parameter', async () => {
  await ask()
  const [users, orders] = ['users', 'orders'].map((table) => spans().find(({ name }) => name === `SELECT ${table}`)!)
  expect(users).toMatchObject({ kind: 2 })
  expect(users!.attributes).toMatchObject({
    ...{ 'db.system.name': 'sqlite', 'db.namespace': 'people.db' },
    ...{ 'db.operation.name': 'SELECT', 'db.collection.name': 'users' },
  })
  expect(orders!.attributes['db.namespace']).toBe('shop.db')
  const told = JSON.stringify(spans().map(({ name, attributes, events }) => [name, attributes, events]))
  expect(told).not.toContain('a-secret-name')
  expect(told).not.toContain('traceparent')
})

it('carries the trace into the comments of statements where that is asked for, and prepares none of them', async () => {
  const told: string[] = []
  const end = heddle.events.on((event) => event.kind === 'statement' && told.push(event.sql))
  await ask({ traceparent: `00-${parent.traceId}-${parent.spanId}-01` })
  end()
  const request = spans().find(({ name }) => name === 'POST /graphql')!
  expect(told).toHaveLength(2)
  for (const sql of told)
    expect(sql.endsWith(` /*traceparent='00-${parent.traceId}-${request.spanContext().spanId}-01'*/`)).toBe(true)
})

it('keeps the spans of many requests at once apart, also of those that waited', async () => {
  await Promise.all(
    Array.from({ length: 100 }, () =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      }).then((response) => response.text()),
    ),
  )
  await expect.poll(() => spans().filter(({ name }) => name === 'POST /graphql').length).toBe(100)
  const requests = spans().filter(({ name }) => name === 'POST /graphql')
  for (const request of requests) {
    const own = spans().filter((span) => span.parentSpanContext?.spanId === request.spanContext().spanId)
    expect(own.map(({ name }) => name).sort()).toEqual(['SELECT orders', 'SELECT users', 'prepare', 'respond', 'run'])
  }
})

it('marks the request and the statement that failed', async () => {
  const database = new Database(join(folder, 'shop.db'))
  database.exec('alter table orders rename to gone')
  await ask()
  database.exec('alter table gone rename to orders')
  database.close()
  const failed = spans().find(({ name }) => name === 'SELECT orders')!
  expect(failed.status.code).toBe(2)
  expect(failed.attributes['error.type']).toMatch(/^[A-Z_]+$/)
})

it('traces a Fetch-API server, and stands within the span of whoever has one already', async () => {
  const tracer = trace.getTracer('test')
  await tracer.startActiveSpan('theirs', async (theirs) => {
    const body = JSON.stringify({ query, variables })
    const headers = { 'content-type': 'application/json' }
    const response = await heddle.yoga.fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body }))
    await response.text()
    theirs.end()
  })
  const [theirs, ours] = ['theirs', 'POST /graphql'].map((name) => spans().find((span) => span.name === name)!)
  expect(ours!.parentSpanContext?.spanId).toBe(theirs!.spanContext().spanId)
  expect(ours!.kind).toBe(0)
  expect(spans().find(({ name }) => name === 'SELECT users')?.parentSpanContext?.spanId).toBe(
    ours!.spanContext().spanId,
  )
})
