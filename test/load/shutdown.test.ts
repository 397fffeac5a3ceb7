import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCommand } from '../support/heddle-command.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { noLoad, serveLoaded, type LoadedServer } from './loaded-server.ts'
import { describeUnless } from '../support/describe-unless.ts'

const REQUESTS = 60

describeUnless(noLoad ?? noPostgres, 'SIGTERM under load', () => {
  let database: TestDatabase
  beforeAll(async () => {
    buildCommand()
    database = await createDatabase('shutdown')
    await database.query(`
      create view brief as select 1 as id, pg_sleep(0.5)::text as nap;
      create view long as select 1 as id, pg_sleep(60)::text as nap`)
  }, 180_000)
  afterAll(() => database.drop())

  const serve = () =>
    serveLoaded({
      sources: { pg: { kind: 'postgres', url: database.url, pool: { size: 30 } } },
      tables: { pg: { keys: { brief: ['id'], long: ['id'] } } },
      secret: 'a secret of the tests',
      log: 'silent',
    })
  const ask = ({ url }: LoadedServer, query: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })
  const sessions = async (where = 'true') =>
    (
      await database.query(
        `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend' and application_name = 'heddle' and ${where}`,
      )
    ).length
  const running = () =>
    sessions(`state = 'active' and query like '%pg_sleep%' or query like '%brief%' or query like '%long%'`)

  it('lets what is under way end, takes nothing new, and leaves no session behind', async () => {
    const server = await serve()
    const asked = Array.from({ length: REQUESTS }, () => ask(server, '{ briefs { nap } }'))
    await expect.poll(() => sessions(`state = 'active'`), { timeout: 10_000 }).toBe(30)
    server.signal('SIGTERM')
    const signalled = performance.now()
    await expect
      .poll(
        () =>
          fetch(server.url.replace('/graphql', '/ready')).then(
            ({ status }) => status,
            () => 'refused',
          ),
        { interval: 10 },
      )
      .not.toBe(200)
    const notReady = performance.now() - signalled
    const answers = await Promise.all(asked.map(async (answer) => (await answer).json() as Promise<unknown>))
    for (const answer of answers) expect(answer).toEqual({ data: { briefs: [{ nap: '' }] } })
    expect(await server.ended).toBe(0)
    console.log(
      `not ready after ${notReady.toFixed(0)} ms, ended after ${(performance.now() - signalled).toFixed(0)} ms`,
    )
    await expect.poll(sessions, { timeout: 2_000 }).toBe(0)
  }, 60_000)

  it('stops in the database what does not end in time, and goes', async () => {
    const server = await serve()
    const asked = Array.from({ length: 4 }, () =>
      ask(server, '{ longs { nap } }').then(
        ({ status }) => status,
        () => 'cut off',
      ),
    )
    await expect.poll(running, { timeout: 10_000 }).toBeGreaterThan(0)
    server.signal('SIGTERM')
    const signalled = performance.now()
    expect(await server.ended).toBe(0)
    expect(performance.now() - signalled).toBeLessThan(11_000)
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 4 }, () => 'cut off'))
    await expect.poll(sessions, { timeout: 2_000 }).toBe(0)
  }, 60_000)

  it('goes at once where it is told twice', async () => {
    const server = await serve()
    const asked = ask(server, '{ longs { nap } }').catch(() => 'cut off')
    await expect.poll(running, { timeout: 10_000 }).toBeGreaterThan(0)
    server.signal('SIGTERM')
    await expect.poll(server.log).toContain('Stopping')
    const again = performance.now()
    server.signal('SIGTERM')
    expect(await server.ended).toBe(143)
    expect(performance.now() - again).toBeLessThan(1_000)
    expect(await asked).toBe('cut off')
  }, 60_000)
})
