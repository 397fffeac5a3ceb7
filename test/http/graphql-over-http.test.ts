import { serverAudits } from 'graphql-http'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { serveFixture } from './fixture-server.ts'

it('passes every MUST and SHOULD audit of graphql-http', async () => {
  const { url } = await serveFixture()
  const failed: string[] = []
  for (const audit of serverAudits({ url })) {
    const result = await audit.fn()
    if (result.status === 'error' || result.status === 'warn')
      failed.push(`${audit.id} ${audit.name}: ${result.reason}`)
  }
  expect(failed).toEqual([])
})

it("writes the engine's text as the body, as it is", async () => {
  const { post } = await serveFixture()
  const { status, headers, body } = await post('{ users { id name } }')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
  expect(body).toEqual({
    data: {
      users: [
        { id: 1, name: 'Ann' },
        { id: 2, name: 'Bo' },
      ],
    },
  })
})

it('answers queries over GET and refuses mutations there with 405', async () => {
  const { url } = await serveFixture()
  const query = await fetch(
    `${url}?query=${encodeURIComponent('query ($t: String!) { echo(text: $t) }')}&variables={"t":"hi"}`,
  )
  expect(await query.json()).toEqual({ data: { echo: 'hi' } })
  const mutation = await fetch(`${url}?query=${encodeURIComponent('mutation { rename(name: "x") }')}`)
  expect(mutation.status).toBe(405)
  expect(mutation.headers.get('allow')).toBe('POST')
})

it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'application/graphql'])(
  'refuses a posted %s with 415: another site could send it',
  async (contentType) => {
    const { url, engine } = await serveFixture()
    const body = 'query=mutation%7Brename(name:"x")%7D'
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body })
    expect(response.status).toBe(415)
    expect(engine.requests).toHaveLength(0)
  },
)

it.each([
  ['{"query":', 'The body is not valid JSON.'],
  ['null', 'The request body must be a JSON object.'],
  ['{"variables":{}}', 'Must provide query string.'],
  ['{"query":"{ echo }","variables":[1]}', 'Expected "variables" param to be empty or an object, but given array.'],
  ['[{"query":"{ __typename }"}]', 'Batching is not supported.'],
])('answers the malformed body %s with 400', async (body, message) => {
  const { url } = await serveFixture()
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
  const response = await fetch(url, { method: 'POST', headers, body })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] })
})

it('answers malformed variables over GET with 400, not with a fault', async () => {
  const { url, events } = await serveFixture()
  const response = await fetch(`${url}?query={__typename}&variables={`)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  expect(events).toEqual([])
})

it.each([
  ['{ users { nosuch } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ users', 'GRAPHQL_PARSE_FAILED'],
  ['query A { __typename } query B { __typename }', 'OPERATION_NOT_FOUND'],
  ['query ($t: String!) { echo(text: $t) }', 'BAD_USER_INPUT'],
])('answers %s with 400 and %s', async (query, code) => {
  const { post } = await serveFixture()
  const { status, body } = await post(query)
  expect(status).toBe(400)
  expect(body.errors?.[0]?.extensions).toEqual({ code })
  expect(body).not.toHaveProperty('data')
})

it('refuses a body above the limit with 413, declared or chunked', async () => {
  const { port, url, engine } = await serveFixture({ limits: { bodyBytes: 1_000 } })
  const body = JSON.stringify({ query: '{ __typename }', variables: { pad: 'x'.repeat(2_000) } })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(413)

  const chunked = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest({ port, path: '/graphql', method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject)
    request.write(body.slice(0, 900))
    request.end(body.slice(900))
  })
  expect(chunked).toBe(413)
  expect(engine.requests).toHaveLength(0)
})

it('reads a chunked body within the limit', async () => {
  const { port } = await serveFixture()
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const request = httpRequest({ port, path: '/graphql', method: 'POST', headers }, async (response) => {
      response.setEncoding('utf8')
      resolve((await response.toArray()).join(''))
    })
    request.on('error', reject)
    // The pieces part in the middle of a character.
    const bytes = Buffer.from(JSON.stringify({ query: '{ echo(text: "grüße") }' }))
    const cut = bytes.indexOf(0xc3) + 1
    request.write(bytes.subarray(0, cut))
    setTimeout(() => request.end(bytes.subarray(cut)), 20)
  })
  expect(JSON.parse(text)).toEqual({ data: { echo: 'grüße' } })
})

it.each([
  ['more tokens than the limit', `{ ${'id '.repeat(2_001)} }`, undefined],
  ['a list literal nested 5,000 deep', `{ echo(text: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`, undefined],
  ['a longer text than the limit', `{ __typename } #${'x'.repeat(100_000)}`, undefined],
  ['variables nested 100 deep', '{ __typename }', { a: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown }],
])('refuses %s with 400 before the engine sees it', async (_name, query, variables) => {
  const { post, engine, events } = await serveFixture()
  const { status } = await post(query, variables ? { variables } : {})
  expect(status).toBe(400)
  expect(engine.requests).toHaveLength(0)
  expect(events).toEqual([])
})

it('answers a field repeated 200 times with different arguments without holding up anything', async () => {
  const { post } = await serveFixture()
  await post('{ __typename }')
  const start = performance.now()
  const { status } = await post(`{ ${Array.from({ length: 200 }, (_, n) => `users(limit: ${n}){id}`).join(' ')} }`)
  expect(status).toBe(400)
  expect(performance.now() - start).toBeLessThan(1_000)
})

it('answers a broken Host header or URL without a stack trace', async () => {
  const { port } = await serveFixture()
  const heads = [
    'GET /graphql?query={a} HTTP/1.1\r\nHost: a b',
    'GET //[ HTTP/1.1\r\nHost: x',
    'GET http://[/ HTTP/1.1\r\nHost: x',
  ]
  for (const head of heads) {
    const answer = await raw(port, `${head}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /)
    expect(answer).not.toContain('node_modules')
  }
})

it('lets no other site read: no cross-origin headers, no answer to a preflight', async () => {
  const { url, post } = await serveFixture()
  const { headers } = await post('{ __typename }', { headers: { origin: 'https://evil.example' } })
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })
  expect(preflight.status).toBe(405)
})

it('streams @defer as multipart/mixed, faults masked in every part', async () => {
  const { url, events } = await serveFixture()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed' },
    body: JSON.stringify({ query: '{ users { id ... @defer { name } } }' }),
  })
  const text = await response.text()
  expect(response.headers.get('content-type')).toContain('multipart/mixed')
  expect(text).toContain('"hasNext":false')
  expect(text).toContain('Unexpected error.')
  expect(text).not.toContain('hunter2')
  expect(events.filter((event) => event.kind === 'fault')).toHaveLength(1)
})

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
