import { connect as connectHttp2, createServer as createHttp2Server, type OutgoingHttpHeaders } from 'node:http2'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { createHttp, type HeddleYoga } from '../../src/http/http.ts'
import type { Tracing } from '../../src/http/tracing.ts'
import { createFixtureEngine, type FixtureEngine } from './fixture-engine.ts'

/** How a listener is handed to node:http, or called by a framework. */
const ways: Record<string, (yoga: HeddleYoga) => RequestListener> = {
  'as a listener': (yoga) => yoga,
  'by calling it': (yoga) => (request, response) => void (yoga as RequestListener)(request, response),
  'with call': (yoga) => (request, response) => void (yoga as RequestListener).call(null, request, response),
  bound: (yoga) => yoga.bind(null) as RequestListener,
  'as its requestListener': (yoga) => yoga.requestListener as RequestListener,
  'mounted under its path': (yoga) => (request, response) => {
    Object.assign(request, { originalUrl: request.url, url: '/' })
    ;(yoga as RequestListener)(request, response)
  },
  'by its handle': (yoga) => (request, response) => void (yoga.handle as RequestListener)(request, response),
}

const tracing: Tracing = {
  serve: (_what, _header, work) => work(() => {}) as never,
  bind: (work) => work,
} as Partial<Tracing> as Tracing

async function serve(listen: (yoga: HeddleYoga) => RequestListener, traced: boolean): Promise<Served> {
  const engine = createFixtureEngine()
  const yoga = createHttp({
    engine,
    events: createEvents(),
    sources: [],
    viewer: { context: () => ({}), role: () => 'user' },
    graphiql: false,
    limits: { requests: 1 },
    tracing: traced ? tracing : undefined,
  })
  const server = createServer(listen(yoga))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { engine, port: (server.address() as AddressInfo).port, yoga }
}

interface Served {
  readonly engine: FixtureEngine
  readonly port: number
  readonly yoga: HeddleYoga
}

function post(port: number, query: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
}

function send(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1').on('error', reject)
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.on('close', () => resolve(answer))
    socket.write(text)
  })
}

async function answersThroughTheDoor({ engine, port }: Served): Promise<void> {
  const inside = post(port, '{ slow(ms: 200) }')
  await expect.poll(() => engine.requests.length).toBe(1)
  expect((await post(port, '{ echo(text: "a") }')).status, 'one more than may be inside').toBe(503)
  expect(await (await inside).json()).toEqual({ data: { slow: 'done' } })
  await expect.poll(async () => (await post(port, '{ echo(text: "a") }')).status).toBe(200) // who has left makes room
}

it.each(Object.keys(ways).flatMap((way) => [false, true].map((traced) => [way, traced] as const)))(
  'answers before Yoga does, where it is given %s, traced: %s',
  async (way, traced) => {
    const served = await serve(ways[way]!, traced)
    await answersThroughTheDoor(served)
    const answer = await send(served.port, 'GET /graphql?query={a} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')
    expect(answer).toContain('The URL or the Host header is malformed.')
    expect(answer).not.toContain('node_modules')
  },
)

it('has those pass the door whom a framework hands to Yoga for a response', async () => {
  const served = await serve((yoga) => (request, response) => void respond(yoga, request, response), false)
  await answersThroughTheDoor(served)
})

async function respond(yoga: HeddleYoga, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await yoga.handleNodeRequestAndResponse(request, response)
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
}

it('answers over HTTP/2 as well, and a broken host without a stack trace', async () => {
  const { yoga } = await serve((listener) => listener, false)
  const server = createHttp2Server(yoga as unknown as Parameters<typeof createHttp2Server>[1])
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    session.close()
    server.close()
  })
  const ask = (headers: OutgoingHttpHeaders, body = '') =>
    new Promise<string>((resolve, reject) => {
      let answer = ''
      const stream = session
        .request(headers, { endStream: body === '' })
        .on('error', reject)
        .setEncoding('utf8')
      stream.on('response', (head) => (answer += `${head[':status']} `))
      stream.on('data', (part: string) => (answer += part)).on('end', () => resolve(answer))
      if (body !== '') stream.end(body)
    })
  const post = { ':path': '/graphql', ':method': 'POST', 'content-type': 'application/json' }
  expect(await ask(post, JSON.stringify({ query: '{ echo(text: "a") }' }))).toBe('200 {"data":{"echo":"a"}}')
  const broken = await ask({ ':path': '/graphql?query={a}', ':authority': 'a[' })
  expect(broken).toBe('400 {"errors":[{"message":"The URL or the Host header is malformed."}]}')
})

it('is an adapter still: what it has, and what it is called with of a Fetch-API server', async () => {
  const { yoga } = await serve((listener) => listener, false)
  expect('fetch' in yoga && 'handle' in yoga).toBe(true)
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ query: '{ echo(text: "a") }' }) }
  for (const answer of [
    await yoga.fetch('http://localhost/graphql', init),
    await yoga(new Request('http://localhost/graphql', init), {}),
  ]) {
    expect(await (answer as Response).json()).toEqual({ data: { echo: 'a' } })
  }
})
