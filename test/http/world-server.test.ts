import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { defaultQuery } from '../../src/http/default-query.ts'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import type { Heddle } from '../../src/start.ts'
import { startChromium, whyNoChromium } from '../support/chromium.ts'
import { openWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

let heddle: Heddle
let server: HeddleServer
let url: string

beforeAll(async () => {
  heddle = (await openWorld(storeWorld)).heddle
  server = await startServer(heddle, { host: '127.0.0.1', port: 0 })
  url = `${server.url}/graphql`
}, 120_000)
afterAll(() => server?.stop())

async function post(query: string, headers: Record<string, string> = {}): Promise<{ headers: Headers; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed, application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const multipart = response.headers.get('content-type')?.startsWith('multipart/')
  return { headers: response.headers, body: multipart ? await response.text() : await response.json() }
}
