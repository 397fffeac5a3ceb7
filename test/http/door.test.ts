import { Agent, request } from 'node:http'
import { connect, Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { ascii } from '../../src/byte-text.ts'
import { HeddleError } from '../../src/errors.ts'
import { createHttp } from '../../src/http/http.ts'
import { createEvents, type HeddleEvent } from '../../src/events.ts'
import { createFixtureEngine } from './fixture-engine.ts'
import { serveFixture } from './fixture-server.ts'

const tooMany = {
  status: 503,
  body: { errors: [{ extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 } }] },
}

it('sends away at once whom there are too many of, and answers the next when there is room', async () => {
  const { post, engine } = await serveFixture({
    limits: { requests: 3 },
    cors: { origins: ['https://app.test'], credentials: false, headers: [] },
  })
  const inside = Array.from({ length: 3 }, () => post('{ slow(ms: 300) }'))
  await expect.poll(() => engine.requests.length).toBe(3)
  const started = performance.now()
  const refused = await post('{ echo(text: "a") }', { headers: { origin: 'https://app.test' } })
  expect(refused).toMatchObject(tooMany)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.headers.get('access-control-allow-origin'), 'a page can read it').toBe('https://app.test')
  expect(performance.now() - started).toBeLessThan(250)
  expect((await Promise.all(inside)).map(({ status }) => status)).toEqual([200, 200, 200])
  await expect.poll(async () => (await post('{ echo(text: "a") }')).status).toBe(200)
  expect(engine.requests.length, 'the one sent away reached nobody').toBe(4)
})

it('sends away unread who posts while every database has too many, with those who wait at the door', async () => {
  const { url, port, post, engine } = await serveFixture({ room: 1 })
  const inside = post('{ slow(ms: 300) }')
  await expect.poll(() => engine.requests.length).toBe(1)
  // In one packet, so that they come in one turn of the event loop: two who wait, and one when the databases are full.
  let asked = 0
  engine.overloaded = () => (asked += 1) > 2
  const body = '{"query":"{ echo(text: \\"a\\") }"}'
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write((head + body).repeat(3))
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => (text += part))
  await expect.poll(() => text.match(/HTTP\/1\.1 \d+/g)).toEqual(Array.from({ length: 3 }, () => 'HTTP/1.1 503'))
  expect(text.match(/OVERLOADED/g)).toHaveLength(3)
  expect(engine.requests.length, 'none of them was read').toBe(1)

  engine.overloaded = () => true
  expect(await post('{ echo(text: "b") }')).toMatchObject(tooMany)
  expect((await fetch(`${url}?query={echo(text:"c")}`)).status, 'a page may ask for no database').toBe(200)
  expect((await fetch(url, { method: 'OPTIONS' })).status).not.toBe(503)
  engine.overloaded = () => false
  expect((await post('{ echo(text: "d") }')).status).toBe(200)
  expect((await inside).status).toBe(200)
})

it('answers a crowd that asks again and again, each on a connection that is not read before its turn comes', async () => {
  const { url, post } = await serveFixture({ room: 4 })
  const pause = vi.spyOn(Socket.prototype, 'pause')
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => {
    pause.mockRestore()
    agent.destroy()
  })
  const body = JSON.stringify({ query: '{ slow(ms: 1) }' })
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } })
      asked.on('error', reject).on('response', (response) => {
        let text = `${response.statusCode} ${asked.reusedSocket ? 'again ' : ''}`
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => resolve(text))
      })
      asked.end(body)
    })
  const client = async (): Promise<string[]> => {
    const answers = []
    for (let round = 0; round < 20; round += 1) answers.push(await ask())
    return answers
  }
  const answers = (await Promise.all(Array.from({ length: 60 }, client))).flat()
  const again = answers.filter((answer) => answer.includes('again '))
  expect(new Set(answers.map((answer) => answer.replace('again ', '')))).toEqual(
    new Set(['200 {"data":{"slow":"done"}}']),
  )
  expect(again, 'connections are kept').toHaveLength(60 * 19)
  expect(pause.mock.calls.length, 'and rest').toBeGreaterThan(100)
  expect((await post('{ echo(text: "a") }')).status).toBe(200)
})

it('counts all ways in: also GET, and requests of a Fetch-API server', async () => {
  const { url, post, engine } = await serveFixture({ limits: { requests: 1 } })
  const inside = post('{ slow(ms: 300) }')
  await expect.poll(() => engine.requests.length).toBe(1)
  expect((await fetch(`${url}?query={echo(text:"a")}`)).status).toBe(503)
  expect((await fetch(url.replace('/graphql', '/health'))).status, 'the process lives').toBe(200)
  await inside

  const own = createFixtureEngine()
  const viewer = { context: () => ({}), role: () => 'user' }
  const yoga = createHttp({
    engine: own,
    events: createEvents(),
    sources: [],
    viewer,
    graphiql: false,
    limits: { requests: 1 },
  })
  const ask = (query: string) =>
    yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
  const first = ask('{ slow(ms: 200) }')
  await expect.poll(() => own.requests.length).toBe(1)
  expect((await ask('{ echo(text: "a") }')).status).toBe(503)
  expect((await first).status).toBe(200)
  own.overloaded = () => true
  expect((await ask('{ echo(text: "a") }')).status).toBe(503)
  own.overloaded = () => false
  expect((await ask('{ echo(text: "a") }')).status).toBe(200)
})

it.each(['/graphql/', '/./graphql', '/x/../graphql', '/graphql/?a=b', '/graphql#a'])(
  'counts, and tells of, who asks at %s',
  async (path) => {
    const told: HeddleEvent[] = []
    const events = createEvents()
    events.on((event) => event.kind === 'request' && told.push(event))
    const { port, post, engine } = await serveFixture({ limits: { requests: 1 }, events })
    const ask = (): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = { port, path, method: 'POST', headers: { 'content-type': 'application/json' } }
        request(options, (response) => resolve(response.resume().statusCode!))
          .on('error', reject)
          .end(JSON.stringify({ query: '{ echo(text: "a") }' }))
      })
    expect(await ask()).toBe(200)
    await expect.poll(() => told.length).toBe(1)
    const inside = post('{ slow(ms: 300) }')
    await expect.poll(() => engine.requests.length).toBe(2)
    expect(await ask()).toBe(503)
    expect((await inside).status).toBe(200)
  },
)

it('answers 503 where nothing was answered because a database had too many, and 200 where something was', async () => {
  const { post, engine } = await serveFixture()
  const execute = engine.execute.bind(engine)
  const busy = new HeddleError('OVERLOADED', 'too many wait', { source: 'shop', retryable: true, retryAfter: 1 })
  const { GraphQLError } = await import('graphql')
  const errors = [new GraphQLError(busy.message, { path: ['echo'], originalError: busy })]
  for (const [data, status] of [
    [{ echo: null }, 503],
    [{ echo: null, users: [] }, 200],
  ] as const) {
    engine.execute = async () => ({ kind: 'result', result: { data, errors }, timings: [] })
    const answer = await post('{ echo(text: "a") }')
    expect(answer).toMatchObject({
      status,
      body: { data, errors: [{ extensions: { code: 'OVERLOADED', source: 'shop' } }] },
    })
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '1' : null)
  }
  engine.execute = execute
})

it('asks nothing for those who hang up with a crowd, and answers who stays', async () => {
  const { port, post, engine } = await serveFixture()
  const body = JSON.stringify({ query: '{ slow(ms: 60) }' })
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const askAndLeave = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(head + body))
      socket.on('error', () => {}).on('close', resolve)
    })
  await askAndLeave()
  expect(engine.requests.length, 'nobody could know of the first one').toBe(1)
  await Promise.all(Array.from({ length: 20 }, askAndLeave))
  const { status } = await post('{ echo(text: "a") }')
  expect(status).toBe(200)
  expect(engine.requests.length).toBe(2)
})

it('cuts off a client that does not take its answer', async () => {
  const limits = { bodyBytes: 50_000_000, documentLength: 50_000_000, sendMs: 200 }
  const { port, engine } = await serveFixture({ limits })
  const text = 'x'.repeat(20_000_000)
  engine.execute = async () => ({ kind: 'text', body: [ascii(`{"data":{"echo":"${text}"}}`)], timings: [] })
  const body = JSON.stringify({ query: '{ echo(text: "a") }' })
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.pause()
  socket.write(head + body)
  await new Promise((resolve) => setTimeout(resolve, 800))
  let received = 0
  socket.on('data', (bytes: Buffer) => (received += bytes.length))
  await new Promise((resolve) => socket.once('close', resolve).resume())
  expect(received).toBeLessThan(text.length)
})
