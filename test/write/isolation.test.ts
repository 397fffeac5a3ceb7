import { afterEach, describe, expect, it } from 'vitest'
import { isolations } from '../../src/sql/transaction.ts'
import { statement } from '../source/source-contract.ts'
import { noMariadb } from '../support/mariadb-server.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { openBank, type Bank, type Kind } from './places.ts'

/** What a database says of the transaction that asks, once it has written. */
const asked = {
  postgres: 'show transaction_isolation',
  // A look at it is kept for 100 ms, and then is of a time before the transaction.
  mariadb: `select lower(trx_isolation_level) from information_schema.innodb_trx
    where trx_mysql_thread_id = connection_id()`,
} satisfies Partial<Record<Kind, string>>

const kinds = ['postgres', 'mariadb'] as const
const usual = { postgres: 'read committed', mariadb: 'repeatable read' }

describe.each(kinds)('the isolation of transactions of %s', (kind) => {
  const missing = kind === 'postgres' ? noPostgres : kind === 'mariadb' ? noMariadb : null
  if (missing !== null) {
    it('needs its server', ({ skip }) => skip(missing))
    return
  }
  let bank: Bank
  afterEach(() => bank.close())

  it.each([
    ['alone', undefined],
    ['alone', 'read committed'],
    ['alone', 'repeatable read'],
    ['alone', 'serializable'],
    ['prepared for another one', 'read committed'],
    ['prepared for another one', 'serializable'],
  ] as const)('is what the config says, %s: %s', async (way, isolation) => {
    if (isolation !== undefined) expect(isolations).toContain(isolation)
    bank = await openBank({ a: 'sqlite', b: kind }, { via: async (spec) => ({ ...spec, isolation }) })
    const writes = way === 'alone' ? ['b'] : ['a', 'b']
    const unit = bank.writer.open({ sources: bank.sources, writes })
    for (const source of writes) await unit.run(source, statement('update account set cents = 1'), 'write')
    const said = async () => (await unit.run('b', statement(asked[kind]), 'read')).rows.flat()[0]
    await expect.poll(said, { timeout: 5_000, interval: 120 }).toBe(isolation ?? usual[kind])
    await unit.commit()
    expect(await bank.cents()).toMatchObject({ b: 1 })
  })
})
