import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHeddle } from '../../src/start.ts'
import { makeGtid } from '../../src/write/gtid.ts'
import { statement } from '../source/source-contract.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from './places.ts'

describe.skipIf(noPostgres !== null)('decisions', () => {
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

describe.skipIf(noPostgres !== null)('a server', () => {
  it('finishes at its start what another one has left, and says in /ready whether writes are atomic', async () => {
    const bank = await openBank({ a: 'postgres', b: 'sqlite' })
    const log = (await bank.writer.examine()).find(({ source }) => source === 'b')!.log!
    const gtid = makeGtid(log, 'deadnode', Date.now() - 60_000)
    const lease = await bank.sources.get('a')!.lease({ writes: true })
    await lease.begin([{ text: 'begin' }])
    await lease.run(statement('update account set cents = 0'))
    await lease.control([{ text: `prepare transaction '${gtid}_0'`, tag: 'PREPARE TRANSACTION' }], {})
    await lease.release()

    const urls = bank.specs.map((spec) => [spec.name, 'url' in spec ? spec.url : `sqlite:${spec.file}`])
    const config = {
      sources: Object.fromEntries(urls) as Record<string, string>,
      tables: { b: { prefix: 'other' } },
      log: 'silent',
    } as const
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
})

async function ready(heddle: Awaited<ReturnType<typeof createHeddle>>): Promise<unknown> {
  const server = createServer(heddle.yoga).listen(0, '127.0.0.1')
  try {
    await new Promise((listening) => server.once('listening', listening))
    const { port } = server.address() as AddressInfo
    return await (await fetch(`http://127.0.0.1:${port}/ready`)).json()
  } finally {
    server.close()
  }
}
