import { afterAll, beforeAll, expect, it } from 'vitest'
import { mariadb } from '../../src/mariadb.ts'
import { postgres } from '../../src/postgres.ts'
import { createHeddle, type AnyConfig, type CapacityReport } from '../../src/start.ts'
import { createMariadbDatabase, describeMariadb } from '../support/mariadb-server.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

async function capacityOf(source: object): Promise<CapacityReport> {
  const config: AnyConfig = { sources: { db: source }, secret: 'a secret of the tests', log: 'silent' }
  const heddle = await createHeddle(config)
  try {
    return await heddle.sources[0]!.capacity()
  } finally {
    await heddle.close()
  }
}

/** What is told where a pool of so many connections fits. */
const well = (connections: number) => ({
  problems: [],
  remarks: [
    expect.stringMatching(new RegExp(`^pool: up to ${connections} connections for each worker, of \\d+ \\(max_con`)),
  ],
})

describePostgres('a pool of PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('capacity')
    await database.query('create table t (id int primary key)')
  })
  afterAll(() => database.drop())

  it('is held against what the server and the database let in', async () => {
    const { url } = database
    expect(await capacityOf(postgres({ url, pool: { size: 5, maxOverflow: 5 } }))).toEqual(well(10))
    const { problems } = await capacityOf(postgres({ url, pool: { size: 9_000, maxOverflow: 1 } }))
    expect(problems).toEqual([expect.stringMatching(/is 9001 connections.*lets \d+ in \(max_connections/)])
    const [{ name }] = (await database.query('select current_database() as name')) as [{ name: string }]
    await database.query(`alter database ${name} connection limit 7`)
    const limited = await capacityOf(postgres({ url, pool: { size: 8 } }))
    expect(limited.problems).toEqual([expect.stringContaining("lets 7 in (the database's connection limit)")])
  })
})

describeMariadb('a pool of MariaDB', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createMariadbDatabase('capacity')
    await database.query('create table t (id int primary key)')
  })
  afterAll(() => database.drop())

  it('is held against what the server lets in', async () => {
    const { url } = database
    expect(await capacityOf(mariadb({ url, pool: { size: 5 } }))).toEqual(well(5))
    const { problems } = await capacityOf(mariadb({ url, pool: { size: 99_999 } }))
    expect(problems).toEqual([expect.stringMatching(/lets \d+ in \(max_connections\)/)])
  })
})
