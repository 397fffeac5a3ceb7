import { expect, it } from 'vitest'
import { serveFixture } from './fixture-server.ts'

it('answers /health as long as the process lives', async () => {
  const { server } = await serveFixture()
  const response = await fetch(`${server.url}/health`)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ status: 'up' })
})

it('tells in /ready which source is down, and is ready while one is up', async () => {
  const up = { name: 'accounts', check: async () => 'up' as const }
  const down = { name: 'shop', check: async () => ({ down: 'connect ECONNREFUSED 10.0.0.7:5432' }) }
  const partly = await serveFixture({ sources: [up, down] })
  const degraded = await fetch(`${partly.server.url}/ready`)
  expect(degraded.status).toBe(200)
  expect(await degraded.json()).toEqual({ status: 'degraded', sources: { accounts: 'up', shop: 'down' } })

  const throwing = { name: 'shop', check: () => Promise.reject(new Error('gone')) }
  const none = await serveFixture({ sources: [throwing] })
  const dead = await fetch(`${none.server.url}/ready`)
  expect(dead.status).toBe(503)
  expect(await dead.json()).toEqual({ status: 'down', sources: { shop: 'down' } })
})

it('answers 404 elsewhere', async () => {
  const { server } = await serveFixture()
  expect((await fetch(`${server.url}/nosuch`)).status).toBe(404)
  expect((await fetch(`${server.url}/a/health`)).status).toBe(404)
  expect((await fetch(`${server.url}/graphql/x`, { method: 'POST' })).status).toBe(404)
})

it('sends a browser from / to GraphiQL, whose page names no other origin to load from', async () => {
  const { server } = await serveFixture()
  const response = await fetch(server.url, { headers: { accept: 'text/html' } })
  expect(response.url).toBe(`${server.url}/graphql`)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  const html = await response.text()
  expect(html).toContain('<title>Heddle</title>')
  expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
})

it('shows no GraphiQL where it is off', async () => {
  const { url } = await serveFixture({ graphiql: false })
  const response = await fetch(`${url}?query={__typename}`, { headers: { accept: 'text/html' } })
  expect(response.status).toBe(406)
})
