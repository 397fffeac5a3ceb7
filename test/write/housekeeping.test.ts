import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { makeGtid } from '../../src/write/gtid.ts'
import { statement } from '../source/source-contract.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from './places.ts'
import { describeUnless } from '../support/describe-unless.ts'

describeUnless(noPostgres, 'decisions', () => {
  let bank: Bank
  let log: string
  beforeAll(async () => {
    bank = await openBank({ a: 'postgres', b: 'sqlite' }, { settings: { ...testSettings, keepCommittedMs: 3_600_000 } })
    log = (await bank.writer.examine()).find(({ source }) => source === 'b')!.log!
  })
  afterAll(() => bank.close())

  it('are forgotten when they are old and nothing is prepared that may ask for them, and not before', async () => {
    const [old, young, foreign, aborted, prepared] = Array.from({ length: 5 }, () => makeGtid(log, 'deadnode'))
    const decide = (gtid: string | undefined, outcome: string, branches: string, age: number) =>
      bank.sources
        .get('b')!
        .run(
          statement(
            `insert into heddle_decision values ('${gtid}', '${outcome}', '${branches}', strftime('%s', 'now') - ${age})`,
          ),
          { writes: true },
        )
    await decide(old, 'C', '["a"]', 7_200)
    await decide(young, 'C', '["a"]', 60)
    await decide(foreign, 'C', '["a","another config’s"]', 7_200)
    await decide(aborted, 'A', '[]', 7_200)
    await decide(prepared, 'C', '["a"]', 7_200)
    const lease = await bank.sources.get('a')!.lease({ writes: true })
    await lease.begin([{ text: 'begin' }])
    await lease.run(statement('select 1'))
    await lease.control([{ text: `prepare transaction '${prepared}_0'`, tag: 'PREPARE TRANSACTION' }], {})
    await lease.release()

    expect(await bank.writer.forget()).toBe(true)
    const left = await bank.read('b', `select gtid from heddle_decision where gtid <> 'log' order by gtid`)
    expect(left.flat()).toEqual([young, foreign, aborted, prepared].sort())

    expect(await bank.writer.recover()).toMatchObject({ committed: [prepared] })
    await bank.writer.forget()
    expect((await bank.read('b', 'select gtid from heddle_decision')).flat()).not.toContain(prepared)
  })

  it('of a database that does not answer keep all others: its branches cannot be seen', async () => {
    const sources = new Map(bank.sources)
    const silent = { ...bank.sources.get('a')!, run: () => Promise.reject(new Error('down')) }
    sources.set('a', silent)
    const { Writer } = await import('../../src/write/writer.ts')
    const writer = new Writer({ sources, settings: { ...testSettings, keepCommittedMs: 0 }, events: bank.events })
    expect(await writer.forget()).toBe(false)
  })
})

describeUnless(noPostgres, 'a server', () => {
  it('finishes at its start what another one has left, and says in /ready whether writes are atomic', async () => {
    const bank = await openBank({ a: 'postgres', b: 'sqlite' })
    const log = (await bank.writer.examine()).find(({ source }) => source === 'b')!.log!
    const gtid = makeGtid(log, 'deadnode', Date.now() - 60_000)
    await prepare(bank, gtid)
    const config = configOf(bank)
    const strict = await createHeddle(config)
    const heddle = await createHeddle({ ...config, writes: { durability: 'process' } })
    try {
      await expect.poll(() => bank.writer.listInDoubt()).toEqual([])
      expect(await bank.cents()).toMatchObject({ a: 100 })
      // The test's server does not flush: a commit there does not survive a power cut.
      expect(await ready(strict)).toMatchObject({ status: 'up', transactions: { refusedFor: ['a'] } })
      expect(await ready(heddle)).toEqual({ status: 'up', sources: { a: 'up', b: 'up' }, transactions: 'atomic' })
    } finally {
      await Promise.all([strict.close(), heddle.close()])
      await bank.close()
    }
  })

  it('shows in /metrics how many transactions are in doubt, and for how long, until somebody ends them', async () => {
    const bank = await openBank({ a: 'postgres', b: 'sqlite' })
    // Decided by a database that nobody here knows.
    const lost = makeGtid('elsewhere9', 'deadnode', Date.now() - 90_000)
    await prepare(bank, lost)
    const heddle = await createHeddle({ ...configOf(bank), metrics: true, writes: { durability: 'process' } })
    const gauges = async () => {
      await heddle.writer.recover()
      const text = await said(heddle, '/metrics')
      return ['heddle_transactions_in_doubt', 'heddle_transaction_in_doubt_seconds'].map((name) =>
        Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]),
      )
    }
    try {
      const [count, age] = await gauges()
      expect(count).toBe(1)
      expect(age).toBeGreaterThanOrEqual(90)
      expect(age).toBeLessThan(150)
      expect(await heddle.writer.listInDoubt()).toMatchObject([{ gtid: lost, last: null, prepared: ['a'] }])
      expect(await heddle.writer.resolveByHand(lost, 'abort')).toMatchObject({ heuristic: true, finished: ['a'] })
      expect(await gauges()).toEqual([0, 0])
    } finally {
      await heddle.close()
      await bank.close()
    }
  })
})

/** Leaves a transaction of a dead process prepared in the first database. */
async function prepare(bank: Bank, gtid: string): Promise<void> {
  const lease = await bank.sources.get('a')!.lease({ writes: true })
  await lease.begin([{ text: 'begin' }])
  await lease.run(statement('update account set cents = 0'))
  await lease.control([{ text: `prepare transaction '${gtid}_0'`, tag: 'PREPARE TRANSACTION' }], {})
  await lease.release()
}

function configOf(bank: Bank) {
  const urls = bank.specs.map((spec) => [spec.name, 'url' in spec ? spec.url : `sqlite:${spec.file}`])
  const sources = Object.fromEntries(urls) as Record<string, string>
  return { sources, tables: { b: { prefix: 'other' } }, log: 'silent' } as const
}

async function ready(heddle: Heddle): Promise<unknown> {
  return JSON.parse(await said(heddle, '/ready'))
}

async function said(heddle: Heddle, path: string): Promise<string> {
  const server = createServer(heddle.yoga).listen(0, '127.0.0.1')
  try {
    await new Promise((listening) => server.once('listening', listening))
    const { port } = server.address() as AddressInfo
    return await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  } finally {
    server.close()
  }
}
