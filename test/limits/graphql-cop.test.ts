import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCycle, type Cycle } from './open-cycle.ts'

/** The checks of graphql-cop (github.com/dolevf/graphql-cop), each by its own request and its own measure of harm. */

let development: Cycle
let production: Cycle
beforeAll(async () => {
  development = await openCycle()
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  production = await openCycle({ secret: 'a secret of the tests', permissions: 'open' })
  process.env['NODE_ENV'] = before
})
afterAll(async () => {
  await development.close()
  await production.close()
})

const url = 'http://localhost/graphql'
const send = (body: unknown, { heddle }: Cycle = production) =>
  heddle.yoga.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as {
    data?: Record<string, unknown>
    errors?: { message: string; extensions?: object }[]
    extensions?: object
  }

describe('graphql-cop finds', () => {
  it('no alias overloading: 101 aliases', async () => {
    const aliases = Array.from({ length: 101 }, (_, at) => `alias${at}:__typename`).join(' ')
    for (const cycle of [production, development]) {
      expect((await json(send({ query: `query cop { ${aliases} }` }, cycle))).data).toBeUndefined()
    }
  })

  it('no array batching: 10 operations', async () => {
    const answer = await send(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })))
    expect(answer.status).toBe(400)
    expect(Array.isArray(await answer.json())).toBe(false)
  })

  it('no directive overloading: 10 unknown ones are not 10 errors', async () => {
    for (const cycle of [production, development]) {
      const { errors } = await json(send({ query: `query cop { __typename ${'@aa'.repeat(10)} }` }, cycle))
      expect(errors?.length).toBeLessThan(10)
    }
  })

  it('no field duplication: 500 times __typename', async () => {
    for (const cycle of [production, development]) {
      expect((await json(send({ query: `query cop { ${'__typename \n'.repeat(500)} }` }, cycle))).data).toBeUndefined()
    }
  })

  it('no circular introspection, also where introspection is on', async () => {
    const query =
      'query cop { __schema { types { name fields { type { name fields { type { name fields { type { name fields { type { name } } } } } } } } } } }'
    for (const cycle of [production, development]) {
      expect((await json(send({ query }, cycle))).data).toBeUndefined()
    }
  })

  it('no introspection in production', async () => {
    const { data, errors } = await json(send({ query: 'query cop { __schema { types { name fields { name } } } }' }))
    expect(data).toBeUndefined()
    expect(errors).toBeDefined()
  })

  it('no field suggestions in production', async () => {
    const { errors } = await json(send({ query: 'query cop { __schema { directive } userz { id } }' }))
    expect(JSON.stringify(errors)).not.toContain('Did you mean')
  })

  it('no GraphiQL in production, at none of the usual places', async () => {
    for (const path of ['/', '/graphiql', '/playground', '/console', '/graphql']) {
      const response = await production.heddle.yoga.fetch(`http://localhost${path}`, {
        headers: { accept: 'text/html' },
      })
      expect(await response.text(), path).not.toMatch(/graphiql\.min|GraphQL Playground|GraphQL Console|<html/i)
    }
  })

  it('no mutation by GET', async () => {
    const response = await production.heddle.yoga.fetch(
      `${url}?query=${encodeURIComponent('mutation cop {__typename}')}`,
    )
    expect(response.status).toBe(405)
  })

  it("no query by GET that another site's page could send", async () => {
    const get = (headers: Record<string, string>) =>
      production.heddle.yoga.fetch(`${url}?query=${encodeURIComponent('query cop {__typename}')}`, { headers })
    expect((await get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    expect((await get({})).headers.get('access-control-allow-origin'), 'GraphQL over HTTP has GET').toBeNull()
  })

  it('no POST that a form could send', async () => {
    const forms = [
      ['application/x-www-form-urlencoded', 'query=query+cop+%7B__typename%7D'],
      ['text/plain', '{"query":"query cop {__typename}"}'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{__typename}\r\n--x--',
      ],
    ] as const
    for (const [type, body] of forms) {
      const response = await production.heddle.yoga.fetch(url, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
      expect(response.status, type).toBe(415)
    }
  })

  it('no trace in `extensions`', async () => {
    const headers = { 'content-type': 'application/json', 'apollo-tracing': '1', 'x-heddle-explain': '1' }
    const body = JSON.stringify({ query: 'query cop { users { id } }' })
    const { data, extensions } = await json(production.heddle.yoga.fetch(url, { method: 'POST', headers, body }))
    expect(data).toBeDefined()
    expect(extensions).toBeUndefined()
  })

  it('no stack trace and no exception in an error', async () => {
    for (const query of [
      'queryy cop { __typename }',
      '{ users(limit: "x") { id } }',
      '{ usersConnection(after: "x") { nodes { id } } }',
      '{',
    ]) {
      const { errors } = await json(send({ query }))
      expect(errors?.length).toBeGreaterThan(0)
      expect(JSON.stringify(errors)).not.toMatch(/exception|stack|node_modules|\.ts:|\.js:/i)
    }
  })
})
