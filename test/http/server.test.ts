import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startServer, type Served } from '../../src/http/server.ts'

/** Answers with its name after a while, and remembers whether it was closed. */
function served(name: string, ms = 0): Served & { closed: boolean; requests: number } {
  const self = {
    closed: false,
    requests: 0,
    yoga(_request: IncomingMessage, response: ServerResponse) {
      self.requests++
      setTimeout(() => response.end(`${name}${self.closed ? ' closed' : ''}`), ms)
    },
    async close() {
      self.closed = true
    },
  }
  return self
}

const options = { host: '127.0.0.1', port: 0, drainMs: 500 }

it('finishes requests under way on stop, then closes what was served', async () => {
  const first = served('first', 200)
  const server = await startServer(first, options)
  const pending = fetch(server.url).then((response) => response.text())
  await expect.poll(() => first.requests).toBe(1)
  const stopped = server.stop()
  expect(first.closed).toBe(false)
  expect(await pending).toBe('first')
  await stopped
  expect(first.closed).toBe(true)
  await expect(fetch(server.url)).rejects.toThrow()
})

it('says 503 at /ready while it stops, and closes the connection', async () => {
  const first = served('first', 300)
  const server = await startServer(first, options)
  const slow = fetch(server.url)
  await expect.poll(() => first.requests).toBe(1)
  // A request whose first half was sent before the stop began.
  const socket = connect(server.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  socket.write('GET /ready HTTP/1.1\r\nHost: x\r\n')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const stopped = server.stop()
  socket.write('\r\n')
  await expect.poll(() => text).toMatch(/^HTTP\/1.1 503 .*connection: close.*"stopping"/is)
  expect(await (await slow).text()).toBe('first')
  await stopped
})

it('answers who asks on an open connection just after the stop began, and closes it then', async () => {
  const server = await startServer(served('first'), options)
  const sockets = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')]
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  const texts = sockets.map((socket, number) => {
    const text = { received: '' }
    socket.setEncoding('utf8').on('data', (chunk: string) => (text.received += chunk))
    // On one of them nothing was asked before.
    if (number === 0) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    return text
  })
  await expect.poll(() => texts[0]!.received).toContain('first')
  texts[0]!.received = ''
  const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  const stopped = server.stop()
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await closed
  for (const { received } of texts) expect(received).toMatch(/^HTTP\/1.1 200 .*connection: close.*first$/is)
  await stopped
})

it('ends a connection on which nothing was ever asked', async () => {
  const server = await startServer(served('first'), { ...options, drainMs: 60_000 })
  const socket = connect(server.port, '127.0.0.1')
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('connect', resolve))
  await server.stop()
  await closed
})

it('cuts off what outlasts the drain', async () => {
  const server = await startServer(served('never', 60_000), options)
  const pending = fetch(server.url)
  const rejected = expect(pending).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 100))
  const start = performance.now()
  await server.stop()
  await rejected
  expect(performance.now() - start).toBeLessThan(2_000)
})

it('replaces what it serves without dropping a request, and closes the old after its last', async () => {
  const first = served('first', 200)
  const second = served('second')
  const server = await startServer(first, options)
  onTestFinished(() => server.stop())
  const pending = fetch(server.url).then((response) => response.text())
  await expect.poll(() => first.requests).toBe(1)
  server.replace(second)
  expect(await (await fetch(server.url)).text()).toBe('second')
  expect(first.closed).toBe(false)
  expect(await pending).toBe('first')
  await expect.poll(() => first.closed).toBe(true)
  expect(second.closed).toBe(false)
})

it('exchanges what has one owner: closes the old before it makes the new, and holds requests meanwhile', async () => {
  const first = served('first', 150)
  const second = served('second')
  const server = await startServer(first, options)
  onTestFinished(() => server.stop())
  const pending = fetch(server.url).then((response) => response.text())
  await expect.poll(() => first.requests).toBe(1)
  const make = async () => {
    expect(first.closed).toBe(true)
    return second
  }
  const exchanged = server.exchange(make, make)
  const held = fetch(server.url).then((response) => response.text())
  expect(await pending).toBe('first')
  expect(await held).toBe('second')
  expect(await exchanged).toBe(second)
})

it('serves the old again where the new cannot be made, and 503 where neither can', async () => {
  const server = await startServer(served('first'), options)
  onTestFinished(() => server.stop())
  const fail = () => Promise.reject(new Error('no'))
  await expect(server.exchange(fail, async () => served('again'))).rejects.toThrow('no')
  expect(await (await fetch(server.url)).text()).toBe('again')
  await expect(server.exchange(fail, fail)).rejects.toThrow('no')
  expect((await fetch(server.url)).status).toBe(503)
})

it('says which port is taken and what to do', async () => {
  const server = await startServer(served('first'), options)
  onTestFinished(() => server.stop())
  const again = startServer(served('second'), { ...options, port: server.port })
  await expect(again).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `Cannot listen on 127.0.0.1:${server.port}: another program listens there.`,
    details: { hint: 'Choose another port: --port 4001, or PORT=4001.' },
  })
})
