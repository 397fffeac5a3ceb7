import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config from '../../heddle.config.ts'
import { prepareDemo } from '../../src/cli/demo/prepare-demo.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { OWN_WORK } from '../../src/write/gtid.ts'

const readme = await readFile(resolve(import.meta.dirname, '../../README.md'), 'utf8')
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '')

let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-readme-'))
  const directory = join(folder, 'demo')
  await prepareDemo({ directory })
  const { accounts, shop, catalog } = config.sources
  heddle = await createHeddle({
    ...config,
    log: 'silent',
    sources: {
      accounts: { ...accounts, dir: join(directory, 'accounts') },
      shop: { ...shop, file: join(directory, 'shop.db') },
      catalog: { ...catalog, file: join(directory, 'catalog.db') },
    },
  })
}, 120_000)

afterAll(async () => {
  await heddle.close()
  await rm(folder, { recursive: true, force: true })
})

describe('README.md', () => {
  it('shows the answer that the demo gives to its first query, with three statements', async () => {
    const statements: string[] = []
    const stop = heddle.events.on(
      (event) => event.kind === 'statement' && event.requestId !== OWN_WORK && statements.push(event.source),
    )
    const [query = ''] = blocks('graphql')
    const answer = await heddle.execute(query)
    stop()
    expect(answer).toEqual(JSON.parse(blocks('json')[0] ?? ''))
    expect(statements.sort()).toEqual(['accounts', 'catalog', 'shop'])
  })

  it('asks nothing that the demo does not answer', async () => {
    const queries = blocks('graphql')
    expect(queries.length).toBeGreaterThanOrEqual(2)
    for (const query of queries) expect((await heddle.execute(query)).errors).toBeUndefined()
  })

  it('shows what a customer of the demo sees: their own row and orders', async () => {
    const [, header = '', value = '', body = ''] = /-H '(x-[a-z-]+): (\d+)' \\\s+-d '([^']+)'/.exec(readme) ?? []
    const ask = async (headers: Record<string, string>) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
      const { data } = (await (await heddle.yoga.fetch('http://localhost/graphql', init)).json()) as {
        data: { users: unknown[]; ordersAggregate: { count: number } }
      }
      return data
    }
    const { users, ordersAggregate } = await ask({ [header]: value })
    const own = await heddle.execute(`{ user(where: {id: ${value}}) { name ordersAggregate { count } } }`)
    expect({ ...(users[0] as object), ordersAggregate }).toEqual((own.data as { user: object }).user)
    expect(users).toHaveLength(1)
    expect((await ask({})).users).toHaveLength(100)
  })

  it('shows code that a server of node:http and a Fetch-API server run', async () => {
    const server = createServer(heddle.yoga).listen(0, '127.0.0.1')
    try {
      await new Promise((listening) => server.once('listening', listening))
      const { port } = server.address() as AddressInfo
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ users(limit: 1) { name } }"}',
      }
      const overNode = await (await fetch(`http://127.0.0.1:${port}/graphql`, request)).json()
      const overFetch = await (await heddle.yoga.fetch('http://localhost/graphql', request)).json()
      expect(overNode).toEqual({ data: { users: [{ name: 'Ben Keller' }] } })
      expect(overFetch).toEqual(overNode)
      expect(await heddle.execute('{ users(limit: 1) { name } }')).toEqual(overNode)
    } finally {
      server.close()
    }
  })
})
