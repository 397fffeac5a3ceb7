import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../src/http/server.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { inSeconds } from '../auth/issuer.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-access-'))
  const database = new Database(join(folder, 'shop.db'))
  database.exec("create table items (id integer primary key, name text); insert into items values (1, 'linen')")
  database.exec('create table prices (id integer primary key, cents integer); insert into prices values (1, 250)')
  database.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = 'a secret that is long enough for HS256'
const read = { read: true }
const permissions = { anonymous: { 'shop.items': read }, clerk: { 'shop.items': read, 'shop.prices': read } }

/** A way to ask: over node:http and over the Fetch API, each shortly and, for its needless parameter, through Yoga. */
type Ask = (query: string, headers?: Record<string, string>) => Promise<Response>

async function open(config: Partial<AnyConfig>): Promise<{ heddle: Heddle; ways: Record<string, Ask> }> {
  const sources = { shop: `sqlite:${join(folder, 'shop.db')}` }
  const heddle = await createHeddle({ sources, log: 'silent', ...config } as AnyConfig)
  const server = await startServer(heddle, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => server.stop())
  const asking =
    (by: typeof fetch, url: string, needless: object): Ask =>
    (query, headers = {}) =>
      by(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...needless }),
      })
  const overFetch = heddle.yoga.fetch as typeof fetch
  const long = { extensions: {} }
  return {
    heddle,
    ways: {
      'node:http': asking(fetch, server.url, {}),
      'Fetch API': asking(overFetch, 'http://localhost', {}),
      'node:http, long': asking(fetch, server.url, long),
      'Fetch API, long': asking(overFetch, 'http://localhost', long),
    },
  }
}

function token(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT({ sub: 'ann', exp: inSeconds(60), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))
}

const bearer = async (claims: Record<string, unknown>) => ({ authorization: `Bearer ${await token(claims)}` })

describe('a token', () => {
  const jwt = { secret, role: 'role' }

  it('gives the role on every way; a wrong one is 401 and not anonymous; without one the role is anonymous', async () => {
    const { ways, heddle } = await open({ auth: { jwt }, permissions })
    for (const [name, ask] of Object.entries(ways)) {
      const clerk = await ask('{ items { name } prices { cents } }', await bearer({ role: 'clerk' }))
      expect(await clerk.json(), name).toEqual({ data: { items: [{ name: 'linen' }], prices: [{ cents: 250 }] } })

      expect(await (await ask('{ items { name } }')).json(), name).toEqual({ data: { items: [{ name: 'linen' }] } })
      const stranger = await ask('{ prices { cents } }')
      expect(await stranger.json(), name).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      })

      for (const wrong of [await bearer({ role: 'clerk', exp: inSeconds(-60) }), { authorization: 'Bearer x.y.z' }]) {
        const refused = await ask('{ items { name } }', wrong)
        expect(refused.status, name).toBe(401)
        expect(refused.headers.get('www-authenticate'), name).toBe('Bearer')
        expect(await refused.json(), name).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
      }
      expect((await ask('{ items { name } }', await bearer({ role: 'nobody' }))).status, name).toBe(403)
    }
    const { authorization } = await bearer({ role: 'clerk' })
    const viewer = await heddle.viewerOf({ authorization, address: null, request: () => new Request('http://x') })
    expect(await heddle.execute('{ prices { cents } }', {}, viewer)).toEqual({ data: { prices: [{ cents: 250 }] } })
    await expect(
      Promise.resolve(
        heddle.viewerOf({ authorization: 'Bearer x', address: null, request: () => new Request('http://x') }),
      ),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('takes of several roles the first that has permissions', async () => {
    const { ways } = await open({ auth: { jwt: { secret, role: 'realm.roles' } }, permissions })
    const headers = await bearer({ realm: { roles: ['offline_access', 'clerk'] } })
    expect((await ways['node:http']!('{ prices { cents } }', headers)).status).toBe(200)
  })

  it('gives its claims to `context`, and they to `role`', async () => {
    const seen: unknown[] = []
    const { ways } = await open({
      auth: { jwt: { secret } },
      permissions,
      context: (_request: Request, claims: { sub: string } | null) => ({ user: claims?.sub }),
      role: (context: { user?: string }) => (seen.push(context.user), context.user === 'ann' ? 'clerk' : 'anonymous'),
    })
    expect((await ways['node:http']!('{ prices { cents } }', await bearer({}))).status).toBe(200)
    await ways['node:http']!('{ items { name } }')
    expect(seen).toEqual([undefined, 'ann', undefined]) // the first: the viewer of `execute`, at the start
  })
})

describe('rates', () => {
  it('are per viewer, on every way one count, and say when to come back', async () => {
    const { ways } = await open({ auth: { jwt: { secret } }, rateLimit: { requests: 4, per: '1m' } })
    const ann = await bearer({ sub: 'ann' })
    for (const [name, ask] of Object.entries(ways)) expect((await ask('{ items { id } }', ann)).status, name).toBe(200)
    for (const [name, ask] of Object.entries(ways)) {
      const refused = await ask('{ items { id } }', ann)
      expect(refused.status, name).toBe(429)
      expect(Number(refused.headers.get('retry-after')), name).toBeGreaterThan(50)
      expect(await refused.json(), name).toMatchObject({
        errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
      })
    }
    expect((await ways['node:http']!('{ items { id } }', await bearer({ sub: 'bo' }))).status).toBe(200)
  })

  it('count who has no token by the address, and by no header that a client may choose', async () => {
    const { ways } = await open({ rateLimit: { requests: 2, per: '1m' } })
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) {
      const headers = { 'x-forwarded-for': `10.0.0.${n}`, 'x-request-id': `id${n}`, 'x-user': `u${n}` }
      statuses.push((await ways['node:http']!('{ items { id } }', headers)).status)
    }
    expect(statuses).toEqual([200, 200, 429, 429])
  })

  it('count by what the config says', async () => {
    const by = (_context: unknown, request: Request): string => request.headers.get('x-tenant') ?? ''
    const { ways } = await open({ rateLimit: { requests: 1, by } })
    const ask = ways['node:http']!
    const statuses = []
    for (const tenant of ['a', 'b', 'a']) statuses.push((await ask('{ items { id } }', { 'x-tenant': tenant })).status)
    expect(statuses).toEqual([200, 200, 429])
  })
})

describe('other origins', () => {
  const query = '{ items { id } }'

  it('are told nothing unless they are listed, and cookies go with listed ones only', async () => {
    const { ways, heddle } = await open({ cors: { origins: ['https://app.example.com'], credentials: true } })
    for (const [name, ask] of Object.entries(ways)) {
      const listed = await ask(query, { origin: 'https://app.example.com' })
      expect(listed.headers.get('access-control-allow-origin'), name).toBe('https://app.example.com')
      expect(listed.headers.get('access-control-allow-credentials'), name).toBe('true')
      expect(listed.headers.get('vary'), name).toContain('Origin')
      for (const origin of [
        'https://evil.example',
        'https://app.example.com.evil.example',
        'http://app.example.com',
        'null',
      ]) {
        const other = await ask(query, { origin })
        expect(
          [...other.headers.keys()].filter((key) => key.startsWith('access-control')),
          name,
        ).toEqual([])
        expect(other.headers.get('vary'), name).toContain('Origin')
      }
    }
    const preflight = (origin: string) =>
      heddle.yoga.fetch('http://localhost/graphql', { method: 'OPTIONS', headers: { origin } })
    const allowed = await preflight('https://app.example.com')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
    const refused = await preflight('https://evil.example')
    expect([...refused.headers.keys()].filter((key) => key.startsWith('access-control'))).toEqual([])
  })

  it('may all be listed, without cookies', async () => {
    const { ways } = await open({ cors: { origins: '*' } })
    const { headers } = await ways['node:http']!(query, { origin: 'https://any.example' })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  it("have no query answered by GET, which an image or a link sends with the user's cookies", async () => {
    const { heddle } = await open({})
    const get = (headers: Record<string, string>) =>
      heddle.yoga.fetch(`http://localhost/graphql?query=${encodeURIComponent(query)}`, { headers })
    expect((await get({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get({ 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await get({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await get({})).status).toBe(200)
  })
})

describe('trusted documents', () => {
  const text = 'query Items { items { id } }'
  const sha1 = 'f1d2d2f924e986ac86fdf7b36c94bcdf32beec15' // codegen's default: any text is a key
  const sha256 = 'c1d6d9c7a3a3b2d9c0b5c6f3f5c1e2a6f1a4b1e0d3c2b5a697887766554433221'

  async function post(heddle: Heddle, body: object): Promise<{ status: number; body: unknown }> {
    const response = await heddle.yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
  const data = { data: { items: [{ id: 1 }] } }
  const manifest = { [sha1]: text, [sha256]: text }

  it('are answered by their hash, as a document id and as Apollo writes it, also over GET', async () => {
    const { heddle } = await open({ trustedDocuments: { manifest } })
    for (const named of [
      { documentId: sha1 },
      { documentId: `sha256:${sha256}` },
      { extensions: { persistedQuery: { version: 1, sha256Hash: sha256 } } },
      { documentId: sha1, operationName: 'Items', variables: {} },
    ]) {
      expect(await post(heddle, named)).toEqual({ status: 200, body: data })
    }
    const get = await heddle.yoga.fetch(`http://localhost/graphql?documentId=${sha1}`)
    expect(await get.json()).toEqual(data)
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256 } }))
    expect(await (await heddle.yoga.fetch(`http://localhost/graphql?extensions=${extensions}`)).json()).toEqual(data)
    expect((await post(heddle, { query: '{ items { name } }' })).status, 'others are answered too').toBe(200)
  })

  it.each([
    ['an unknown hash', { documentId: 'unknown' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['a name that objects inherit', { documentId: 'constructor' }, 'PERSISTED_QUERY_NOT_FOUND'],
    [
      'an unknown hash of Apollo',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    ['another text', { query: '{ items { name } }' }, 'DOCUMENT_NOT_TRUSTED'],
    ['another text beside a known hash', { query: '{ items { name } }', documentId: sha1 }, 'DOCUMENT_NOT_TRUSTED'],
    ['a trusted text with a blank more', { query: `${text} ` }, 'DOCUMENT_NOT_TRUSTED'],
    [
      'a hash that is not that of the text',
      { query: text, extensions: { persistedQuery: { version: 1, sha256Hash: sha256 } } },
      'BAD_REQUEST',
    ],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, 'DOCUMENT_NOT_TRUSTED'],
  ])('alone: %s is refused', async (_name, body, code) => {
    const { heddle } = await open({ trustedDocuments: { manifest, only: true } })
    expect(await post(heddle, body)).toMatchObject({ status: 400, body: { errors: [{ extensions: { code } }] } })
    expect((await post(heddle, { query: text })).status, 'the text of a trusted one').toBe(200)
  })

  it('are never registered by a request', async () => {
    const { heddle } = await open({ trustedDocuments: { manifest } })
    const query = '{ items { name } }'
    const { createHash } = await import('node:crypto')
    const hash = createHash('sha256').update(query).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } }
    expect((await post(heddle, { query, extensions })).status).toBe(200)
    expect(await post(heddle, { extensions })).toMatchObject({ status: 400 })
  })

  it.each([
    ['a file that is not there', 'nowhere.json'],
    ['an empty one', {}],
    ['numbers', { a: 1 }],
  ])('of %s are a mistake of the config', async (_name, wrong) => {
    await expect(open({ trustedDocuments: { manifest: wrong } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('in production', () => {
  it('nothing tells a stranger of the schema', async () => {
    onTestFinished(() => void (process.env['NODE_ENV'] = 'test'))
    process.env['NODE_ENV'] = 'production'
    const { heddle } = await open({ secret, permissions: 'open' })
    const page = await heddle.yoga.fetch('http://localhost/graphql', { headers: { accept: 'text/html' } })
    expect(page.status).not.toBe(200)
    for (const document of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Item") { fields { name } } }',
      '{ a: __schema { queryType { name } } }',
      'query { ...F } fragment F on Query { __schema { types { name } } }',
    ]) {
      const { data, errors } = await heddle.execute(document)
      expect(data).toBeUndefined()
      expect(errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
    }
    expect((await heddle.execute('{ __typename }')).data).toEqual({ __typename: 'Query' })
    for (const query of [
      '{ item }',
      '{ itemz { id } }',
      '{ items { nam } }',
      '{ items(limi: 3) { id } }',
      '{ items(orderBy: [{name: dsc}]) { id } }',
    ]) {
      const response = await heddle.yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      const body = await response.text()
      expect(body).toContain('errors')
      expect(body, query).not.toMatch(/Did you mean/)
    }
  })
})

it('a server without any of it looks at no token, and sends no header of it', async () => {
  const { ways } = await open({})
  const response = await ways['node:http']!('{ items { id } }', {
    authorization: 'Bearer nonsense',
    origin: 'https://x.example',
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('vary')).toBeNull()
})
