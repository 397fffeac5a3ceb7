import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeGtid } from '../../src/write/gtid.ts'
import { failure, statement } from '../source/source-contract.ts'
import { buildCommand, runHeddle } from '../support/heddle-command.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { openBank, type Bank } from './places.ts'
import { describeUnless } from '../support/describe-unless.ts'

/** What a process that died between preparing and deciding has left in PostgreSQL. */
async function leavePrepared(bank: Bank, log: string): Promise<string> {
  const gtid = makeGtid(log, 'deadnode')
  const lease = await bank.sources.get('a')!.lease({ writes: true })
  await lease.begin([{ text: 'begin' }])
  await lease.run(statement('update account set cents = cents + 7 where id = 1'))
  await lease.control([{ text: `prepare transaction '${gtid}_0'`, tag: 'PREPARE TRANSACTION' }], {})
  await lease.release()
  return gtid
}

describeUnless(noPostgres, 'an operator', () => {
  let bank: Bank
  let folder: string
  let databases: string[]
  let log: string
  beforeAll(async () => {
    buildCommand()
    bank = await openBank({ a: 'postgres', b: 'sqlite' })
    folder = await mkdtemp(join(tmpdir(), 'heddle-operator-'))
    log = (await bank.writer.examine()).find(({ source }) => source === 'b')!.log!
    databases = bank.specs.map((spec) => `${spec.name}=${'url' in spec ? spec.url : `sqlite:${spec.file}`}`)
  })
  afterAll(async () => {
    await bank.close()
    await rm(folder, { recursive: true })
  })
  /** Both databases have a table of one name. */
  const heddle = (...args: string[]) => runHeddle([...args, '--prefix', 'b=other'], { cwd: folder })

  it('sees that nothing is left, with exit code 0', async () => {
    expect(await heddle('tx', 'list', ...databases)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is prepared'),
    })
    expect(JSON.parse((await heddle('tx', 'list', ...databases, '--json')).stdout)).toEqual({ transactions: [] })
  })

  it('sees what is left and whom it waits for, and aborts what is undecided', async () => {
    const gtid = await leavePrepared(bank, log)
    const list = await heddle('tx', 'list', ...databases, '--json')
    expect(list.code).toBe(1)
    expect(JSON.parse(list.stdout)).toEqual({
      transactions: [
        { gtid, madeAt: expect.stringMatching(/^20/), node: 'deadnode', last: 'b', decision: null, prepared: ['a'] },
      ],
    })
    const refused = await heddle('tx', 'resolve', gtid, ...databases, '--commit')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('was never committed') })
    const resolved = await heddle('tx', 'resolve', gtid, ...databases, '--abort', '--json')
    expect(JSON.parse(resolved.stdout)).toEqual({
      gtid,
      outcome: 'abort',
      heuristic: false,
      finished: ['a'],
      pending: [],
    })
    expect(await bank.cents()).toMatchObject({ a: 100 })
  })

  it('decides alone where the database that decides is none of these', async () => {
    const gtid = await leavePrepared(bank, 'elsewhere0')
    expect(await bank.writer.recover()).toMatchObject({ inDoubt: [gtid] })
    expect(await bank.writer.resolveByHand(gtid, 'commit')).toMatchObject({ heuristic: true, finished: ['a'] })
    expect(await bank.cents()).toMatchObject({ a: 107 })
    expect(await bank.writer.recover()).toMatchObject({ inDoubt: [] })
  })

  it('must say one thing, and of a transaction that there is', async () => {
    expect(await heddle('tx', 'resolve', 'hd1_x', ...databases)).toMatchObject({ code: 2 })
    expect((await failure(bank.writer.resolveByHand('hd1_x', 'abort'))).code).toBe('BAD_USER_INPUT')
  })

  it('is told by doctor what writes over several databases lack, and makes the tables with --setup', async () => {
    await writeFile(join(folder, 'empty.db'), '')
    const others = ['b=sqlite:empty.db', databases[0]!]
    const before = await heddle('doctor', ...others, '--json')
    expect(JSON.parse(before.stdout).transactions.reasons).toMatchObject({
      b: expect.stringContaining('no table of decisions'),
    })
    expect(JSON.parse(before.stdout).withoutAnswers).toContain('b')
    expect((await heddle('doctor', ...others)).stdout).toContain('A mutation with an Idempotency-Key is refused at: b')
    await heddle('doctor', ...others, '--setup')
    const after = await heddle('doctor', ...others, '--json')
    expect(JSON.parse(after.stdout).transactions.reasons).not.toHaveProperty('b')
    expect(JSON.parse(after.stdout).withoutAnswers).toEqual([])
    expect(JSON.parse(after.stdout).sources).toContainEqual(expect.objectContaining({ name: 'b', tables: 0 }))
  })
})
