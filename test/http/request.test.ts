import { expect, it } from 'vitest'
import { requestIdFrom } from '../../src/http/request-state.ts'
import { serverTiming } from '../../src/http/response-headers.ts'
import { serveFixture } from './fixture-server.ts'

it('hands the engine the viewer, the variables, the id, a deadline and the wish to explain', async () => {
  const { post, engine } = await serveFixture({ limits: { timeoutMs: 5_000 } })
  const before = performance.now()
  const { headers } = await post('query A($t: String!) { echo(text: $t) } query B { __typename }', {
    variables: { t: 'x' },
    operationName: 'A',
    headers: { 'x-request-id': 'abc-1', 'x-heddle-explain': '1', 'x-role': 'admin' },
  })
  expect(headers.get('x-request-id')).toBe('abc-1')
  const [request] = engine.requests
  expect(request).toMatchObject({
    operationName: 'A',
    variables: { t: 'x' },
    requestId: 'abc-1',
    explain: true,
    viewer: { role: 'admin', context: { role: 'admin' } },
  })
  expect(request?.deadline).toBeGreaterThan(before + 4_900)
  expect(request?.signal?.aborted).toBe(false)
})

it.each([
  ['answered shortly', { query: '{ users { id } }' }, 200],
  ['answered by graphql-js', { query: '{ __schema { queryType { name } } }' }, 200],
  ['refused', { query: '{ users { id } }', nonsense: 1 }, 400],
])('lets `context` read the body of a request that is %s', async (_name, sent, status) => {
  const seen: string[] = []
  const { url } = await serveFixture({
    context: async (request) => {
      seen.push(await request().text())
      return { role: null }
    },
  })
  const body = JSON.stringify(sent)
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) })
  expect(response.status).toBe(status)
  expect(seen.filter((text) => text !== body)).toEqual([])
  if (status === 200) expect(seen).toEqual([body])
})

it('keeps plans from roles that may not see them', async () => {
  const { post, engine } = await serveFixture({ mayExplain: (role) => role === 'admin' })
  await post('{ __typename }', { headers: { 'x-heddle-explain': '1' } })
  expect(engine.requests[0]?.explain).toBe(false)
})

it('parses and validates a document once: the engine sees the same one again', async () => {
  const { post, engine } = await serveFixture()
  await post('{ users { id } }')
  await post('{ users { id } }')
  expect(engine.requests[1]?.document).toBe(engine.requests[0]?.document)
})

it('cancels what a client abandons', async () => {
  const { url, engine } = await serveFixture()
  const controller = new AbortController()
  const body = JSON.stringify({ query: '{ slow(ms: 20000) }' })
  const headers = { 'content-type': 'application/json' }
  const pending = fetch(url, { method: 'POST', headers, body, signal: controller.signal })
  await expect.poll(() => engine.requests.length).toBe(1)
  controller.abort()
  await expect(pending).rejects.toThrow()
  await expect.poll(() => engine.requests[0]?.signal?.aborted).toBe(true)
})

it('lets `context` see that the client has left', async () => {
  let signal: AbortSignal | undefined
  const { url, engine } = await serveFixture({
    context: (request) => {
      signal = request().signal
      return { role: null }
    },
  })
  const controller = new AbortController()
  const body = JSON.stringify({ query: '{ slow(ms: 20000) }' })
  const pending = fetch(url, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
    signal: controller.signal,
  })
  await expect.poll(() => engine.requests.length).toBe(1)
  expect(signal?.aborted).toBe(false)
  controller.abort()
  await expect(pending).rejects.toThrow()
  await expect.poll(() => signal?.aborted).toBe(true)
})

it('tells the time per source in Server-Timing', async () => {
  const { post } = await serveFixture()
  const { headers } = await post('{ users { id } }')
  const expected = 'accounts;dur=1.23;desc="1 statement", shop;dur=0.5;desc="2 statements"'
  expect(headers.get('server-timing')).toBe(expected)
  expect(serverTiming([{ source: 'a b"', statements: 1, ms: 2 }])).toBe('a_b_;dur=2;desc="1 statement"')
  for (const ms of [0, 0.004, 0.005, 0.046, 0.1, 0.995, 1.05, 9.999, 10, 99.9, 1234.567]) {
    const text = String(Math.round(ms * 100) / 100)
    expect(serverTiming([{ source: 'a', statements: 1, ms }])).toBe(`a;dur=${text};desc="1 statement"`)
  }
})

it('takes a request id of the client only in a form that is safe in logs', () => {
  expect(requestIdFrom('a.b_c-1')).toBe('a.b_c-1')
  for (const bad of [null, '', 'a b', 'a\nb', 'x'.repeat(65)]) expect(requestIdFrom(bad)).toMatch(/^[0-9a-f-]{36}$/)
})

it('answers a Fetch-API server through .fetch', async () => {
  const { createHttp } = await import('../../src/http/http.ts')
  const { createEvents } = await import('../../src/events.ts')
  const { createFixtureEngine } = await import('./fixture-engine.ts')
  const yoga = createHttp({
    engine: createFixtureEngine(),
    events: createEvents(),
    sources: [],
    viewer: { context: () => null, role: () => 'user' },
    graphiql: false,
  })
  const response = await yoga.fetch('http://heddle.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ echo(text: "hi") }' }),
  })
  expect(await response.json()).toEqual({ data: { echo: 'hi' } })
})
