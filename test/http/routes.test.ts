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
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("script-src 'self';")
  const html = await response.text()
  expect(html).toContain('<title>Heddle</title>')
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//)
  const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path)
  expect(scripts.length).toBeGreaterThan(1)
  for (const path of scripts) {
    const asset = await fetch(`${server.url}${path}`)
    expect(asset.status, path).toBe(200)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toMatch(/^text\/(javascript|css)/)
  }
})

it('serves no other files than those of its pages', async () => {
  const { server } = await serveFixture()
  for (const path of ['..%2f..%2f..%2fpackage.json', '%2e%2e/graphiql.html', 'nosuch.js', '', 'toString']) {
    expect((await fetch(`${server.url}/graphql/assets/${path}`)).status, path).toBe(404)
  }
})

it('writes a default query into the page that cannot end the script it stands in', async () => {
  const { createBrowserFiles } = await import('../../src/http/browser-files.ts')
  const html = Buffer.from(await createBrowserFiles().page('graphiql', { query: '</script><b>$&' })).toString()
  expect(html).not.toContain('</script><b>')
  expect(html).toContain('\\u003c/script>\\u003cb>$&')
})

it('shows the map as a page and as data, and neither where it is off', async () => {
  const { server } = await serveFixture()
  const page = await fetch(`${server.url}/map`, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('<title>Heddle: the map</title>')
  const data = await fetch(`${server.url}/map`)
  expect(data.headers.get('cache-control')).toBe('no-store')
  expect(await data.json()).toMatchObject({ cards: [], lines: [] })
  const off = await serveFixture({ map: false })
  for (const accept of ['text/html', 'application/json']) {
    expect((await fetch(`${off.server.url}/map`, { headers: { accept } })).status).toBe(404)
  }
})

it('shows no GraphiQL where it is off', async () => {
  const { url } = await serveFixture({ graphiql: false })
  const response = await fetch(`${url}?query={__typename}`, { headers: { accept: 'text/html' } })
  expect(response.status).toBe(406)
})
