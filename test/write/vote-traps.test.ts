import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import { fence } from '../../src/write/decision-log.ts'
import { finishBranch, listPrepared } from '../../src/write/finish-branch.ts'
import { makeGtid } from '../../src/write/gtid.ts'
import { branchName } from '../../src/sql/transaction.ts'
import type { UnitOfWork } from '../../src/write/unit-of-work.ts'
import type { HeddleError } from '../../src/errors.ts'
import { failure, statement } from '../source/source-contract.ts'
import { Writer } from '../../src/write/writer.ts'
import { missingKinds, openBank, testSettings, type Bank, type Kind } from './places.ts'

/** What a database says about a transaction, and what it means by it. */

const add = (cents: number) => `update account set cents = cents + ${cents} where id = 1`

/** A bank whose writes are begun anew for each test, and whose cents must not have moved after it. */
function describeBank(name: string, kinds: Readonly<Record<string, Kind>>, suite: (use: () => Use) => void): void {
  const missing = missingKinds(Object.values(kinds))
  describe(name, () => {
    if (missing !== null) {
      it('needs its servers', ({ skip }) => skip(missing))
      return
    }
    let bank: Bank
    let unit: UnitOfWork
    beforeAll(async () => {
      bank = await openBank(kinds)
    })
    beforeEach(() => {
      unit = bank.writer.open({ sources: bank.sources, writes: Object.keys(kinds) })
    })
    afterAll(() => bank.close())
    suite(() => ({
      bank,
      unit,
      write: (source, text) => unit.run(source, statement(text), 'write'),
      async expectNothing() {
        expect(await bank.cents()).toEqual(Object.fromEntries(Object.keys(kinds).map((source) => [source, 100])))
        const gtid = (await bank.writer.listInDoubt()).filter(({ last }) => last !== null)
        expect(gtid).toEqual([])
      },
    }))
  })
}

interface Use {
  readonly bank: Bank
  readonly unit: UnitOfWork
  write(source: string, text: string): Promise<unknown>
  expectNothing(): Promise<void>
}

describeBank('PostgreSQL, which prepares', { a: 'postgres', b: 'sqlite' }, (use) => {
  it.each([
    ['prepared', { text: `prepare transaction 'hd1_never'`, tag: 'PREPARE TRANSACTION' }],
    ['committed', { text: 'commit', tag: 'COMMIT' }],
  ])(
    'says ROLLBACK, and no error, where a transaction that had failed is to be %s: that is a no',
    async (_, command) => {
      const { bank, expectNothing } = use()
      const lease = await bank.sources.get('a')!.lease({ writes: true })
      await lease.begin([{ text: 'begin' }])
      await lease.run(statement(add(1)))
      await lease.run(statement('select 1/0')).catch(() => {})
      const refused = await failure(lease.control([command], {}))
      expect(refused).toMatchObject({ code: 'TRANSACTION_ABORTED', details: { retryable: true } })
      await lease.release()
      await expectNothing()
    },
  )

  it('checks deferred foreign keys when it prepares: that is a no, and it is told why', async () => {
    const { bank, unit, write, expectNothing } = use()
    await bank.sources
      .get('a')!
      .run(statement('create table promise (id integer references account deferrable initially deferred)'), {
        writes: true,
      })
    await write('b', add(1))
    await write('a', add(1))
    await write('a', 'insert into promise values (999)')
    expect(causeOf(await failure(unit.commit()))).toMatchObject({ code: '23503' })
    await expectNothing()
  })

  it.each([
    ['a temporary table', 'create temporary table mine as select 1 as one', '0A000'],
    ['NOTIFY', `notify news`, '0A000'],
  ])('prepares nothing that used %s', async (_, text, code) => {
    const { unit, write, expectNothing } = use()
    await write('b', add(1))
    await write('a', add(1))
    await write('a', text)
    expect(causeOf(await failure(unit.commit()))).toMatchObject({ code })
    await expectNothing()
  })

  it('lets the pool finish what was written under another role', async () => {
    const { bank, unit, write } = use()
    const role = `heddle_role_${process.pid}`
    const administer = (text: string) => bank.sources.get('a')!.run(statement(text), { writes: true })
    await administer(`create role ${role}`)
    await administer(`grant all on account to ${role}`)
    await write('b', add(0))
    await write('a', `set local role ${role}`)
    await write('a', add(0))
    expect(await unit.commit()).toMatchObject({ state: 'COMMITTED', propagating: [] })
    await administer(`drop owned by ${role}`)
    await administer(`drop role ${role}`)
  })

  it('refuses a name that is taken, and the one who has it keeps what is prepared', async () => {
    const { bank } = use()
    const id = { gtid: makeGtid('elsewhere1', 'othernod'), branch: 0 }
    const prepare = async () => {
      const lease = await bank.sources.get('a')!.lease({ writes: true })
      await lease.begin([{ text: 'begin' }])
      await lease.run(statement('select 1'))
      await lease
        .control([{ text: `prepare transaction '${branchName(id)}'`, tag: 'PREPARE TRANSACTION' }], {})
        .finally(() => lease.release())
    }
    await prepare()
    expect(causeOf(await failure(prepare()))).toMatchObject({ code: '42710' })
    expect(await listPrepared(bank.sources.get('a')!)).toContainEqual(id)
    expect(await finishBranch(bank.sources.get('a')!, id, 'A')).toBe('done')
    expect(await finishBranch(bank.sources.get('a')!, id, 'A')).toBe('done') // gone is done
  })

  it('takes names of at most 200 bytes; ours have 64 at most, which is what XA takes', () => {
    const id = { gtid: makeGtid('a'.repeat(10), 'b'.repeat(8)), branch: 999 }
    expect(branchName(id)).toMatch(/^[a-z0-9_]{1,64}$/)
  })
})

describeBank('PostgreSQL, which decides', { a: 'postgres', b: 'postgres' }, (use) => {
  it('refuses the decision where recovery has set the fence, and everything is rolled back', async () => {
    const { bank, expectNothing } = use()
    const fenced: unknown[] = []
    const witness = async (point: string) => {
      if (point !== 'record.before') return
      const [found] = await bank.writer.listInDoubt()
      fenced.push(await fence(bank.sources.get('a')!, found!.gtid))
    }
    const writer = new Writer({ sources: bank.sources, settings: testSettings, events: bank.events, witness })
    const unit = writer.open({ sources: bank.sources, writes: ['a', 'b'] })
    for (const source of ['a', 'b']) await unit.run(source, statement(add(1)), 'write')
    const refused = await failure(unit.commit())
    expect(refused).toMatchObject({ code: 'TRANSACTION_ABORTED', details: { retryable: true } })
    expect(causeOf(refused)).toMatchObject({ code: '23505' })
    expect(fenced).toEqual(['A'])
    await expectNothing()
  })
})

describeBank('a database without slots for what is prepared', { a: 'pglite', b: 'sqlite' }, (use) => {
  it('says no to the eleventh, and everything is rolled back', async () => {
    const { bank, unit, write, expectNothing } = use()
    const source = bank.sources.get('a')!
    const ids = Array.from({ length: 10 }, (_, branch) => ({ gtid: makeGtid('elsewhere4', 'othernod'), branch }))
    for (const id of ids) {
      const lease = await source.lease({ writes: true })
      await lease.begin([{ text: 'begin' }])
      await lease.run(statement('select 1'))
      await lease.control([{ text: `prepare transaction '${branchName(id)}'`, tag: 'PREPARE TRANSACTION' }], {})
      await lease.release()
    }
    await write('b', add(1))
    await write('a', add(1))
    expect(causeOf(await failure(unit.commit()))).toMatchObject({ code: '53200' })
    for (const id of ids) expect(await finishBranch(source, id, 'A')).toBe('done')
    await expectNothing()
  })
})

describeBank('SQLite, which decides', { a: 'postgres', b: 'sqlite' }, (use) => {
  it('waits for another process that writes, and gives up in time: nothing was written', async () => {
    const { bank, expectNothing } = use()
    const other = new Database(fileOf(bank, 'b'))
    other.exec('begin immediate')
    const unit = bank.writer.open({ sources: bank.sources, writes: ['a', 'b'], deadline: performance.now() + 700 })
    await unit.run('a', statement(add(1)), 'write')
    expect((await failure(unit.run('b', statement(add(1)), 'write'))).details).toMatchObject({ retryable: true })
    await unit.rollback()
    other.exec('rollback')
    other.close()
    await expectNothing()
  })

  it('rolls its transaction back by itself where the disk is full: nothing that follows is written', async () => {
    const { bank, unit, write, expectNothing } = use()
    const [[pages]] = (await bank.read('b', 'pragma page_count')) as [[number]]
    await write('a', add(1))
    await write('b', `pragma max_page_count = ${pages}`)
    await write('b', add(1))
    const many = `insert into account select value + 10, 0 from json_each('[${'1,'.repeat(9_999)}1]')`
    expect(causeOf(await failure(write('b', many.replace('value', 'key'))))).toMatchObject({ code: 'SQLITE_FULL' })
    await expect(write('b', add(1))).rejects.toThrow()
    expect((await failure(unit.commit())).code).toBe('TRANSACTION_ABORTED')
    await bank.read('b', 'pragma max_page_count = 1000000')
    await expectNothing()
  })
})

describeBank('SQLite without WAL, which decides', { a: 'postgres', b: 'journal' }, (use) => {
  it('cannot commit while somebody reads: that is a no, and everything is rolled back', async () => {
    const { bank, unit, write, expectNothing } = use()
    await write('a', add(1))
    await write('b', add(1))
    const reader = new Database(fileOf(bank, 'b'), { readonly: true })
    reader.exec('begin')
    reader.prepare('select * from account').all()
    expect(causeOf(await failure(unit.commit()))).toMatchObject({ code: 'SQLITE_BUSY' })
    reader.close()
    await expectNothing()
  })
})

function fileOf(bank: Bank, name: string): string {
  const spec = bank.specs.find((each) => each.name === name)
  return spec !== undefined && 'file' in spec ? spec.file : ''
}

for (const server of ['mariadb', 'mysql'] as const) {
  describeBank(`${server}, which prepares`, { a: server, b: 'sqlite' }, (use) => describeXa(server, use))
}

function describeXa(server: 'mariadb' | 'mysql', use: () => Use): void {
  /** Another session's lock on the row. */
  async function lockRow(bank: Bank): Promise<() => Promise<void>> {
    const lease = await bank.sources.get('a')!.lease({ writes: true })
    await lease.begin([{ text: 'start transaction' }])
    await lease.run(statement('select * from account where id = 1 for update'))
    return () => lease.release()
  }

  it('undoes only the statement where a lock was waited for too long: nothing of it is committed', async () => {
    const { bank, unit, write, expectNothing } = use()
    await bank.sources
      .get('a')!
      .run(statement('create table if not exists note (id integer primary key) engine = InnoDB'), { writes: true })
    await write('b', add(1))
    await write('a', 'insert into note values (1)')
    await write('a', 'set innodb_lock_wait_timeout = 1')
    const unlock = await lockRow(bank)
    expect(causeOf(await failure(write('a', add(1))))).toMatchObject({ errno: 1205 })
    await unlock()
    expect((await failure(unit.commit())).code).toBe('TRANSACTION_ABORTED')
    expect(await bank.read('a', 'select count(*) from note')).toEqual([['0']])
    await expectNothing()
  })

  it('can only be rolled back after a deadlock: nothing of it is prepared', async () => {
    const { bank, unit, write, expectNothing } = use()
    const source = bank.sources.get('a')!
    const others = Array.from({ length: 60 }, (_, index) => `(${index + 2}, 100)`).join(', ')
    await source.run(statement(`insert into account values ${others}`), { writes: true })
    // Who has changed less is the one that the database gives up.
    const other = await source.lease({ writes: true })
    await other.begin([{ text: 'start transaction' }])
    await other.run(statement('update account set cents = cents + 1 where id > 1'))
    await write('b', add(1))
    await write('a', add(1))
    const waiting = other.run(statement(add(1)))
    const lost = await failure(write('a', 'update account set cents = cents + 1 where id = 2'))
    expect(lost).toMatchObject({ code: 'SERIALIZATION_FAILURE', details: { retryable: true } })
    expect(causeOf(lost)).toMatchObject({ errno: 1213 })
    expect((await failure(unit.commit())).code).toBe('TRANSACTION_ABORTED')
    await waiting
    await other.release()
    await expectNothing()
  })

  it('says that it knows no branch while the session that prepared it lives: that is not "gone"', async () => {
    const { bank } = use()
    const source = bank.sources.get('a')!
    const id = { gtid: makeGtid('elsewhere2', 'othernod'), branch: 0 }
    const xid = `'${id.gtid}','0',21831`
    const owner = await source.lease({ writes: true })
    await owner.begin([{ text: `xa start ${xid}` }])
    await owner.run(statement(add(5)))
    await owner.control([{ text: `xa end ${xid}` }, { text: `xa prepare ${xid}` }], {})
    // MySQL takes it from the session at once: anybody may finish it.
    if (server === 'mariadb') {
      expect(await finishBranch(source, id, 'A')).toBe('unknown')
      expect(await listPrepared(source)).toContainEqual(id)
      await owner.release()
    }
    expect(await finishBranch(source, id, 'A')).toBe('done')
    await owner.release()
    expect(await finishBranch(source, id, 'A')).toBe('done') // dead and gone
    expect(await listPrepared(source)).not.toContainEqual(id)
    expect(await bank.cents()).toMatchObject({ a: 100 })
  })

  it('has a branch that changed nothing, and commits it', async () => {
    const { unit, write, expectNothing } = use()
    await write('b', add(0))
    await write('a', 'update account set cents = cents where id = 404')
    expect(await unit.commit()).toMatchObject({ state: 'COMMITTED', propagating: [] })
    await expectNothing()
  })

  it('forgets a branch that changed nothing with the session that prepared it: that is done', async () => {
    const { bank } = use()
    const source = bank.sources.get('a')!
    const id = { gtid: makeGtid('elsewhere3', 'othernod'), branch: 0 }
    const xid = `'${id.gtid}','0',21831`
    const owner = await source.lease({ writes: true })
    await owner.begin([{ text: `xa start ${xid}` }])
    await owner.run(statement('update account set cents = cents where id = 404'))
    await owner.control([{ text: `xa end ${xid}` }, { text: `xa prepare ${xid}` }], {})
    await owner.release()
    expect(await finishBranch(source, id, 'C')).toBe('done')
  })
}

/** The driver's own error. */
function causeOf(error: HeddleError): unknown {
  return error.cause
}
