import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

/** Longer than any test here may take. */
const SECONDS = 60

describePostgres('what still runs when something else has failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-elsewhere-'))
  const gone = new Database(join(folder, 'gone.db'))
  let slow: TestDatabase
  let heddle: Heddle

  beforeAll(async () => {
    new Database(join(folder, 'people.db'))
      .exec("create table users (id integer primary key, name text); insert into users values (1, 'Ann')")
      .close()
    gone.exec('create table visits (id integer primary key, user_id integer)')
    slow = await createDatabase('elsewhere')
    await slow.query(
      `create view naps as select 1 as user_id, 'nap' as kind from (select pg_sleep(${SECONDS})) as s;
       create table notes (id integer primary key, user_id integer); insert into notes values (1, 1)`,
    )
    heddle = await createHeddle({
      sources: {
        people: `sqlite:${join(folder, 'people.db')}`,
        gone: `sqlite:${join(folder, 'gone.db')}`,
        slow: slow.url,
      },
      links: [
        'people.users.id=gone.visits.user_id',
        'people.users.id=slow.naps.user_id',
        'people.users.id=slow.notes.user_id',
      ],
      log: 'silent',
    })
    gone.exec('drop table visits')
  })

  afterAll(async () => {
    await heddle.close()
    await slow.drop()
    gone.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const active = async () =>
    (await slow.query(
      `select query from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and datname = current_database()`,
    )) as { query: string }[]

  it.each([
    ['a query', '{ users(where: {naps: {some: {}}, visits: {some: {}}}) { id } }'],
    [
      'a mutation',
      'mutation { updateUsers(where: {naps: {some: {kind: {eq: "nap"}}}, visits: {some: {id: {gt: 0}}}}, data: {name: "B"}) { count } }',
    ],
  ])('is cancelled in its database, of %s', async (_, document) => {
    const other = heddle.execute('{ naps { kind } }')
    const started = performance.now()
    while ((await active()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const { data, errors } = await heddle.execute(document)
    expect(Object.values(data ?? { all: null })).toEqual([null])
    expect(errors).toMatchObject([{ extensions: { source: 'gone' } }])
    expect(performance.now() - started).toBeLessThan((SECONDS * 1_000) / 2)
    const deadline = performance.now() + 5_000
    // The other request's statement sleeps on: it is nobody's but its own.
    while ((await active()).length > 1 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(await active()).toHaveLength(1)
    await slow.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and datname = current_database()`,
    )
    expect((await other).errors).toHaveLength(1)
    expect((await heddle.execute('{ notes { id } }')).data).toEqual({ notes: [{ id: 1 }] })
  })
})
