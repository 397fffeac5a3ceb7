import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failure, statement } from '../source/source-contract.ts'
import { listPrepared } from '../../src/write/finish-branch.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { missingKinds, move, openBank, testSettings, type Bank, type Kind } from './places.ts'
import { describeUnless } from '../support/describe-unless.ts'

const cases: readonly Readonly<Record<string, Kind>>[] = [
  { a: 'postgres', b: 'sqlite' },
  { a: 'postgres', b: 'postgres' },
  { a: 'postgres', b: 'sqlite', c: 'pglite' },
  { a: 'postgres', b: 'postgres', c: 'postgres' },
  { a: 'mariadb', b: 'sqlite' },
  { a: 'mariadb', b: 'mariadb', c: 'postgres' },
  { a: 'postgres', b: 'mariadb', c: 'sqlite' },
  { a: 'mysql', b: 'sqlite' },
  { a: 'mysql', b: 'mariadb', c: 'mysql' },
  { a: 'postgres', b: 'mysql', c: 'sqlite' },
]

for (const kinds of cases) {
  const missing = missingKinds(Object.values(kinds))
  describe(`a transaction over ${Object.values(kinds).join(', ')}`, () => {
    if (missing !== null) {
      it('needs its servers', ({ skip }) => skip(missing))
      return
    }
    let bank: Bank
    const [from = '', ...to] = Object.keys(kinds)
    beforeAll(async () => {
      bank = await openBank(kinds)
      bank.events.on((event) => event.kind === 'transaction' && gtids.push(event.gtid))
    })
    afterAll(() => bank.close())

    async function transfer(cents: number, writes: readonly string[] | undefined = Object.keys(kinds)) {
      const unit = bank.writer.open({ sources: bank.sources, writes })
      for (const { source, statement } of move(cents, from, to)) await unit.run(source, statement, 'write')
      return unit
    }
    const gtids: string[] = []
    async function prepared() {
      const lists = await Promise.all([...bank.sources.values()].map(listPrepared))
      // The test server's other databases may be at work: only ours count.
      return lists.flatMap((list) => (list === 'unknown' ? [] : list)).filter(({ gtid }) => gtids.includes(gtid))
    }

    it('is committed everywhere, says so, and leaves nothing prepared', async () => {
      const before = await bank.cents()
      const unit = await transfer(10)
      expect(await unit.commit()).toEqual({
        gtid: expect.stringMatching(/^hd1_[a-z0-9]{10}_[a-z0-9]{8}_[0-9a-z]{26}$/),
        state: 'COMMITTED',
        participants: Object.keys(kinds),
        propagating: [],
      })
      const after = await bank.cents()
      expect(after[from]).toBe(before[from]! - 10 * to.length)
      for (const name of to) expect(after[name]).toBe(before[name]! + 10)
      expect(await prepared()).toEqual([])
    })

    it('is rolled back everywhere', async () => {
      const before = await bank.cents()
      await (await transfer(10)).rollback()
      expect(await bank.cents()).toEqual(before)
      expect(await prepared()).toEqual([])
    })

    it('is committed by the databases that it turned out to write, of all that it may', async () => {
      const unit = bank.writer.open({ sources: bank.sources })
      for (const { source, statement } of move(1, from, to.slice(-1))) await unit.run(source, statement, 'write')
      const { participants } = await unit.commit()
      expect(participants).toEqual([from, to.at(-1)])
      expect(await prepared()).toEqual([])
    })

    it('is a local transaction where one database was written', async () => {
      const unit = bank.writer.open({ sources: bank.sources })
      await unit.run(from, statement('update account set cents = cents where id = 1'), 'write')
      await unit.run(to[0]!, statement('select cents from account'), 'read')
      expect(await unit.commit()).toMatchObject({ gtid: null, participants: [from] })
    })

    it('says that the decision stands before the branches follow it', async () => {
      const unit = await transfer(1)
      const { gtid } = await unit.commit()
      const logs = await Promise.all(
        Object.keys(kinds).map((name) => bank.read(name, `select outcome from heddle_decision where gtid = '${gtid}'`)),
      )
      expect(logs.flat(2)).toEqual(['C'])
    })
  })
}

describeUnless(noPostgres, 'what cannot be atomic', () => {
  it('is refused before the first write: two SQLite files', async () => {
    const bank = await openBank({ a: 'sqlite', b: 'sqlite' })
    const unit = bank.writer.open({ sources: bank.sources, writes: ['a', 'b'] })
    const refusal = await failure(unit.run('a', statement('update account set cents = 0'), 'write'))
    expect(refusal).toMatchObject({ code: 'TRANSACTION_NOT_ATOMIC', details: { source: 'b' } })
    expect(refusal.message).toContain('SQLite cannot prepare a transaction')
    await unit.rollback()
    expect(await bank.cents()).toEqual({ a: 100, b: 100 })
    await bank.close()
  })

  it('is refused with the second database, where the first one could not be known to be one of two', async () => {
    const bank = await openBank({ a: 'sqlite', b: 'sqlite' })
    const unit = bank.writer.open({ sources: bank.sources })
    await unit.run('a', statement('update account set cents = 0'), 'write')
    const refusal = await failure(unit.run('b', statement('update account set cents = 0'), 'write'))
    expect(refusal.code).toBe('TRANSACTION_NOT_ATOMIC')
    expect((await failure(unit.commit())).code).toBe('TRANSACTION_ABORTED')
    expect(await bank.cents()).toEqual({ a: 100, b: 100 })
    await bank.close()
  })

  it('is refused without a table of decisions, and not once there is one', async () => {
    const bank = await openBank({ a: 'postgres', b: 'sqlite' }, { setUp: false })
    const write = async () => {
      const unit = bank.writer.open({ sources: bank.sources, writes: ['a', 'b'] })
      for (const { source, statement } of move(5, 'a', ['b'])) await unit.run(source, statement, 'write')
      return unit.commit()
    }
    expect(await failure(write())).toMatchObject({ code: 'TRANSACTION_NOT_ATOMIC', details: { source: 'b' } })
    expect(await bank.read('b', `select name from sqlite_schema where name like 'heddle%'`)).toEqual([])
    await bank.writer.setUp()
    expect(await write()).toMatchObject({ state: 'COMMITTED' })
    await bank.close()
  })

  it('is refused where a commit would not survive what the settings ask for', async () => {
    const bank = await openBank(
      { a: 'pglite', b: 'sqlite' },
      { settings: { ...testSettings, durability: 'power loss' } },
    )
    const unit = bank.writer.open({ sources: bank.sources, writes: ['a', 'b'] })
    const refusal = await failure(unit.run('b', statement('update account set cents = 0'), 'write'))
    expect(refusal.message).toContain('fsync is off')
    await unit.rollback()
    await bank.close()
  })
})
