import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { PoolSpec } from '../../src/source/source-spec.ts'
import type { Lease, LeaseOptions, Source } from '../../src/source/source.ts'
import { createDatabase, type TestDatabase } from '../support/postgres-server.ts'
import { statement } from './source-contract.ts'

/** A database with ten rows in `t` for the tests of a file, and what is done to it beside the source. */
export function usePostgres() {
  let made: TestDatabase
  beforeAll(async () => {
    made = await createDatabase('source')
    await made.query('create table t (id int primary key, n int)')
    await made.query('insert into t select g, g from generate_series(1, 10) g')
  })
  afterAll(() => made.drop())

  const database: Pick<TestDatabase, 'url' | 'query'> = {
    get url() {
      return made.url
    },
    query: (text) => made.query(text),
  }

  /** A source that closes when the test ends. */
  async function open(pool: PoolSpec = {}, events = createEvents()): Promise<Source> {
    const source = await openSource(
      { name: 'pg', dialect: 'postgres', driver: 'postgres', url: database.url, pool },
      events,
    )
    onTestFinished(() => source.close())
    return source
  }

  const pid = statement('select pg_backend_pid()')
  return {
    database,
    open,
    pid,
    sleep: statement('select pg_sleep($1)', ['20']),
    backendOf: async (runner: Pick<Lease, 'run'>) => Number((await runner.run(pid)).rows[0]?.[0]),
    /** One lease a statement. */
    fresh: (source: Source, options: LeaseOptions = {}): Pick<Lease, 'run'> => ({
      run: (asked) => source.run(asked, options),
    }),
    /** How many statements that hold a text run now. */
    active: async (marker: string) =>
      (
        await database.query(
          `select 1 from pg_stat_activity where state = 'active' and query like '%${marker}%' and pid <> pg_backend_pid()`,
        )
      ).length,
    kill: (backend: number) => database.query(`select pg_terminate_backend(${backend}, 2000)`),
  }
}
