import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Session } from '../../src/source/session.ts'
import type { Source } from '../../src/source/source.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { postgres } from '../../src/postgres.ts'
import { runEngine } from '../support/run-engine.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'
import { times } from '../support/worlds/seed.ts'
import { failure, statement } from './source-contract.ts'

describePostgres('a session of a viewer in PostgreSQL', () => {
  const role = `heddle_app_${process.pid}`
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('session')
    await database.query(`
      create table notes (id int primary key, owner int not null, body text not null);
      create table tags (id int primary key, note_id int not null references notes (id), word text not null);
      insert into notes select g, 1 + g % 2, 'note of ' || 1 + g % 2 from generate_series(1, 20) g;
      insert into tags select g, g, 'tag ' || g from generate_series(1, 20) g;
      alter table notes enable row level security;
      alter table notes force row level security;
      create policy own on notes using (owner = current_setting('app.user_id')::int);
      create role ${role} nologin;
      grant select on notes, tags to ${role};`)
  })
  afterAll(async () => {
    await database.query(`drop owned by ${role}; drop role ${role}`)
    await database.drop()
  })

  /** A pool of one: every statement runs on the same connection. */
  async function open(): Promise<Source> {
    const spec = { name: 'pg', dialect: 'postgres', driver: 'postgres', url: database.url, pool: { size: 1 } } as const
    const source = await openSource(spec, createEvents())
    onTestFinished(() => source.close())
    return source
  }
  const sessionOf = (user: number): Session => ({ role, settings: { 'app.user_id': user } })
  const who = statement("select current_user::text, current_setting('app.user_id', true), pg_backend_pid()::text")
  const owners = statement('select string_agg(distinct owner::text, $1) from notes', [','])

  it('holds for its statements, and the next borrower finds nothing of it', async () => {
    const source = await open()
    const [before] = (await source.run(who, {})).rows
    for (const user of [1, 2]) {
      const session = sessionOf(user)
      expect((await source.run(owners, { session })).rows).toEqual([[String(user)]])
      expect((await source.run(who, { session })).rows[0]).toEqual([role, String(user), before?.[2]])
      const [after] = (await source.run(who, {})).rows
      expect([after?.[0], after?.[1] || null, after?.[2]]).toEqual([before?.[0], null, before?.[2]])
    }
  })

  it('holds in a snapshot, also after a statement of it has failed', async () => {
    const source = await open()
    const lease = await source.lease({ session: sessionOf(2) })
    await lease.beginSnapshot()
    expect((await lease.run(owners)).rows).toEqual([['2']])
    expect(await failure(lease.run(statement('select 1 / 0')))).toMatchObject({ code: 'DATABASE_ERROR' })
    expect((await lease.run(owners)).rows).toEqual([['2']])
    expect((await lease.run(who)).rows[0]?.slice(0, 2)).toEqual([role, '2'])
    await lease.release()
    expect((await source.run(who, {})).rows[0]?.[0]).not.toBe(role)
  })

  it('runs nothing outside of its transaction, and nothing where it cannot be set', async () => {
    const source = await open()
    const lease = await source.lease({ session: sessionOf(1) })
    await expect(lease.run(owners)).rejects.toThrow(/what runs with a session runs in its transaction/)
    await lease.release()
    const unknown = source.run(owners, { session: { role: 'no such role', settings: { 'app.user_id': 1 } } })
    expect(await failure(unknown)).toMatchObject({ code: 'DATABASE_ERROR' })
    expect((await source.run(owners, { session: sessionOf(1) })).rows).toEqual([['1']])
  })

  it('takes names and values as they are: nothing in them is SQL', async () => {
    const source = await open()
    const odd = "7'; set role postgres; --"
    const session = { role, settings: { 'app.user_id': odd } }
    expect((await source.run(who, { session })).rows[0]?.slice(0, 2)).toEqual([role, odd])
  })

  it('keeps two viewers apart who share one connection, on every kind of request', async () => {
    const settings: AnyConfig = {
      sources: { pg: postgres({ url: database.url, pool: { size: 1, maxWaiters: 200 } }) },
      context: () => ({ user: 1 }),
      session: { pg: (c: { user: number }) => ({ role, settings: { 'app.user_id': c.user } }) },
      permissions: 'open',
      log: 'silent',
    }
    const heddle: Heddle = await createHeddle(settings)
    onTestFinished(() => heddle.close())
    const documents = [
      '{ notes { owner tags { word } } }',
      '{ tags { note { owner } } }',
      '{ notesConnection(first: 2) { totalCount nodes { owner } } notesAggregate { min { owner } max { owner } } }',
      '{ notesGroupBy(by: [{column: owner}]) { key { owner } count } a: notes(where: {tags: {some: {}}}) { owner } }',
    ]
    const asked = times(120, (number) => ({ user: 1 + (number % 2), document: documents[number % documents.length]! }))
    const answers = await Promise.all(
      asked.map(async ({ user, document }) => {
        const { result } = await runEngine(heddle, document, {}, { viewer: { role: 'anonymous', context: { user } } })
        expect(result.errors).toBeUndefined()
        return { user, seen: new Set(JSON.stringify(result.data).match(/(?<="owner":)\d+/g)) }
      }),
    )
    for (const { user, seen } of answers) expect([...seen]).toEqual([String(user)])
  })

  it('answers nothing to a viewer for whom the config makes none', async () => {
    const heddle = await createHeddle({
      sources: { pg: postgres({ url: database.url, pool: { size: 1 } }) },
      session: { pg: (c: { user?: number }) => ({ role, settings: { 'app.user_id': c.user } }) },
      permissions: 'open',
      log: 'silent',
    })
    onTestFinished(() => heddle.close())
    const ask = (context: object) => runEngine(heddle, '{ notes { id } }', {}, { viewer: { role: 'any', context } })
    const faults: unknown[] = []
    heddle.events.on((event) => event.kind === 'fault' && faults.push(event.error))
    expect((await ask({})).result).toMatchObject({
      data: { notes: null },
      errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    })
    expect(String(faults[0])).toMatch(/no value of the setting app.user_id/)
    expect((await ask({ user: 2 })).result.data).toEqual({ notes: times(10, (n) => ({ id: 2 * n - 1 })) })
  })
})
