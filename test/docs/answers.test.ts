import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import SQLite from 'better-sqlite3'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printSteps } from '../../src/cli/print-waterfall.ts'
import { createHeddle } from '../../src/start.ts'
import { OWN_WORK } from '../../src/write/gtid.ts'
import { openDemo, type OpenDemo } from '../support/open-demo.ts'
import { codeBlocks } from './code-blocks.ts'

const root = resolve(import.meta.dirname, '../..')
const readme = readFileSync(resolve(root, 'README.md'), 'utf8')
const blocks = codeBlocks()
const firstBlock = (language: string): string =>
  blocks.find((block) => block.page === 'README.md' && block.language === language)?.text ?? ''

let demo: OpenDemo

beforeAll(async () => {
  demo = await openDemo()
}, 240_000)

afterAll(() => demo?.close())

describe('README.md', () => {
  it('says which statements its first query makes, and how many', async () => {
    const { heddle } = demo
    const query = firstBlock('graphql')
    const explanation = await demo.heddle.explain(query)
    expect(`${printSteps(explanation)}\n${explanation.text}`).toContain(firstBlock('text'))
    const statements: string[] = []
    const stop = heddle.events.on(
      (event) => event.kind === 'statement' && event.requestId !== OWN_WORK && statements.push(event.source),
    )
    expect((await demo.heddle.execute(query)).errors).toBeUndefined()
    stop()
    expect(statements.sort()).toEqual(['accounts', 'catalog', 'shop'])
  })

  it('shows what a customer of the demo sees: their own row and orders', async () => {
    const [, header = '', value = '', body = ''] = /-H '(x-[a-z-]+): (\d+)' \\\s+-d '([^']+)'/.exec(readme) ?? []
    const ask = async (headers: Record<string, string>) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
      const { data } = (await (await demo.heddle.yoga.fetch('http://localhost/graphql', init)).json()) as {
        data: { users: unknown[]; ordersAggregate: { count: number } }
      }
      return data
    }
    const { users, ordersAggregate } = await ask({ [header]: value })
    const own = await demo.heddle.execute(`{ user(where: {id: ${value}}) { name ordersAggregate { count } } }`)
    expect({ ...(users[0] as object), ordersAggregate }).toEqual((own.data as { user: object }).user)
    expect(users).toHaveLength(1)
    expect((await ask({})).users).toHaveLength(100)
  })

  it('shows code that a server of node:http and a Fetch-API server run', async () => {
    const server = createServer(demo.heddle.yoga).listen(0, '127.0.0.1')
    try {
      await new Promise((listening) => server.once('listening', listening))
      const { port } = server.address() as AddressInfo
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ users(limit: 1) { name } }"}',
      }
      const overNode = await (await fetch(`http://127.0.0.1:${port}/graphql`, request)).json()
      const overFetch = await (await demo.heddle.yoga.fetch('http://localhost/graphql', request)).json()
      expect(overNode).toEqual({ data: { users: [{ name: 'Ben Keller' }] } })
      expect(overFetch).toEqual(overNode)
      expect(await demo.heddle.execute('{ users(limit: 1) { name } }')).toEqual(overNode)
    } finally {
      server.close()
    }
  })

  it('has no figure that the benchmark has not written down', () => {
    const results = readFileSync(resolve(root, 'bench/results/full.md'), 'utf8')
    const figures = readme
      .split('\n')
      .filter((line) => /^\| (W\d|server CPU)/.test(line))
      .flatMap((line) => line.replaceAll(/W\d|, \d+|\d+ (users|orders|columns)/g, '').match(/\d[\d,.]*/g) ?? [])
    expect(figures.length).toBeGreaterThan(20)
    expect(figures.filter((figure) => !results.includes(figure.replaceAll(',', '')))).toEqual([])
  })
})

describe('GraphQL blocks', () => {
  it.each(blocks.filter(({ language }) => language === 'graphql'))(
    '$at is answered, and as the page shows it',
    async (block) => {
      const { text, frame } = block
      const answer = frame === undefined ? await demo.heddle.execute(text) : await answerOver(frame, text)
      expect(answer.errors).toBeUndefined()
      const next = blocks[blocks.indexOf(block) + 1]
      if (next?.language !== 'json' || next.page !== block.page) return
      const { extensions } = answer
      // What names a transaction is another each time.
      const shown = extensions ? { ...answer, extensions: { transaction: '…' } } : answer
      expect(JSON.parse(JSON.stringify(shown))).toEqual(JSON.parse(next.text))
    },
  )
})

/** The answer of a database of its own, that the block's comment makes. */
async function answerOver(sql: string, document: string): Promise<ExecutionResult> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-docs-'))
  const file = join(folder, 'page.db')
  const database = new SQLite(file)
  database.exec(sql)
  database.close()
  const heddle = await createHeddle({ sources: { page: `sqlite:${file}` }, permissions: 'open', log: 'silent' })
  try {
    return await heddle.execute(document)
  } finally {
    await heddle.close()
    await rm(folder, { recursive: true, force: true })
  }
}
