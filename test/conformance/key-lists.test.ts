import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { createMariadbDatabase, describeServers } from '../support/mariadb-server.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { runEngine } from '../support/run-engine.ts'

/*
 * Lists of keys of any length between PostgreSQL and the servers of mysql2, with nulls and with keys that come twice. Between
 * PostgreSQL and SQLite: `test/key-exactness.test.ts`.
 */

const most = 200_000
const digits = (alias: string): string =>
  `(select 0 as n ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `union all select ${n}`).join(' ')}) as ${alias}`

describeServers('a list of keys', (kind) => {
  if (noPostgres !== null) return void it('needs a PostgreSQL server', ({ skip }) => skip(String(noPostgres)))

  let left: TestDatabase
  let right: TestDatabase
  let heddle: Heddle | undefined
  beforeAll(async () => {
    left = await createDatabase('key_lists')
    await left.query('create table scores (id integer primary key)')
    await left.query(`insert into scores select n from generate_series(1, ${most}, 2) n`)
    right = await createMariadbDatabase('key_lists', kind)
    // Each number once, every tenth twice, and nulls.
    await right.query('create table numbers (id integer auto_increment primary key, value integer, key (value))')
    await right.query(`insert into numbers (value)
      select 1 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n
      from ${['a', 'b', 'c', 'd', 'e', 'f'].map(digits).join(' cross join ')} where f.n < 2`)
    await right.query('insert into numbers (value) select value from numbers where value % 10 = 0')
    await right.query('insert into numbers (value) values (null), (null)')
    heddle = await createHeddle({
      sources: { left: left.url, right: right.url },
      links: ['left.scores.id=right.numbers.value as numbers/score'],
      log: 'silent',
    })
  }, 120_000)
  afterAll(async () => {
    await heddle?.close()
    await left.drop()
    await right.drop()
  })

  const ask = async (field: string) => {
    const { result, statements } = await runEngine(heddle!, `{ found: ${field} { count } }`) // opened before
    expect(result.errors).toBeUndefined()
    return { found: (result.data as { found: { count: number } }).found.count, statements }
  }
  const once = { left: 1, right: 1 }

  it.each([0, 1, 32_766, 32_767, 65_533, 65_534, 65_535, 65_536, most])(
    'of %d keys is asked for and asked with in one statement at each source',
    async (count) => {
      const odd = Math.ceil(count / 2)
      const where = `{value: {lte: ${count}, gt: 0}}`
      expect(await ask(`scoresAggregate(where: {numbers: {some: ${where}}})`)).toEqual({ found: odd, statements: once })
      expect(await ask(`scoresAggregate(where: {numbers: {none: ${where}}})`)).toEqual({
        found: most / 2 - odd,
        statements: once,
      })
      // Of the numbers, those that end in 0 come twice, and no score is even.
      expect(await ask(`numbersAggregate(where: {score: {id: {lte: ${count}, gt: 0}}})`)).toEqual({
        found: odd,
        statements: once,
      })
      const others = await ask(`numbersAggregate(where: {NOT: {score: {id: {lte: ${count}, gt: 0}}}})`)
      expect(others).toEqual({ found: most + most / 10 + 2 - odd, statements: once })
    },
    60_000,
  )
})
