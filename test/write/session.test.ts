import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { postgres } from '../../src/postgres.ts'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { runEngine } from '../support/run-engine.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

/** Writes to databases that have policies of their own: two of them, so that one prepares what the other one decides. */
describePostgres('what a viewer writes with a session of PostgreSQL', () => {
  const role = `heddle_writer_${process.pid}`
  let notes: TestDatabase
  let logs: TestDatabase
  let heddle: Heddle

  beforeAll(async () => {
    notes = await createDatabase('rls_notes')
    logs = await createDatabase('rls_logs')
    await notes.query(`create role ${role} nologin;
      create table topics (id int primary key, word text not null);
      insert into topics values (1, 'looms');
      create table notes (id int primary key, owner int not null, topic_id int references topics (id), body text not null);
      insert into notes values (1, 1, 1, 'one'), (2, 2, 1, 'two');
      alter table notes enable row level security;
      create policy seen on notes using (owner = current_setting('app.user_id')::int);
      grant select on topics to ${role};
      grant select, insert, update, delete on notes to ${role};`)
    await logs.query(`create table logs (id int primary key, note_id int not null, by_user text not null default current_setting('app.user_id'));
      create index logs_note on logs (note_id);
      grant select, insert, update, delete on logs to ${role};`)
    const session = (c: { user: number }) => ({ role, settings: { 'app.user_id': c.user, search_path: 'public' } })
    heddle = await createHeddle({
      // One connection each: what one viewer leaves on it, the next one would find.
      sources: {
        notes: postgres({ url: notes.url, pool: { size: 1 } }),
        logs: postgres({ url: logs.url, pool: { size: 1 } }),
      },
      links: ['notes.notes.id=logs.logs.note_id'],
      context: () => ({ user: 1 }),
      session: { notes: session, logs: session },
      permissions: 'open',
      writes: { setup: true, durability: 'process' },
      log: 'silent',
    })
  })
  afterAll(async () => {
    await heddle.close()
    await notes.query(`drop owned by ${role}`)
    await logs.query(`drop owned by ${role}; drop role ${role}`)
    await notes.drop()
    await logs.drop()
  })
  afterEach(async () => {
    await notes.query(
      `delete from notes where id > 2; update notes set body = case id when 1 then 'one' else 'two' end`,
    )
    await logs.query('delete from logs')
  })

  const as = async (user: number, document: string) =>
    (await runEngine(heddle, document, {}, { viewer: { role: 'any', context: { user } } })).result
  const bodies = async () => (await notes.query('select id, owner, body from notes order by id')) as unknown

  it('reaches the rows that the database lets the viewer see', async () => {
    const update = 'mutation { updateNotes(where: {id: {gt: 0}}, data: {body: "mine"}) { count rows { id } } }'
    expect(await as(2, update)).toMatchObject({ data: { updateNotes: { count: 1, rows: [{ id: 2 }] } } })
    expect((await as(2, 'mutation { deleteNote(where: {id: 1}) { id } }')).data).toEqual({ deleteNote: null })
    expect(await bodies()).toEqual([
      { id: 1, owner: 1, body: 'one' },
      { id: 2, owner: 2, body: 'mine' },
    ])
  })

  it('is refused where a policy of the database refuses the row', async () => {
    const create = 'mutation { createNote(data: {id: 3, owner: 1, body: "forged"}) { id } }'
    const { data, errors } = await as(2, create)
    expect(data).toEqual({ createNote: null })
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', source: 'notes' })
    expect(await bodies()).toHaveLength(2)
  })

  it('refers to rows that the viewer may read and not change', async () => {
    const create =
      'mutation { createNote(data: {id: 3, owner: 2, body: "b", topic: {connect: {id: 1}}}) { topic { word } } }'
    expect((await as(2, create)).data).toEqual({ createNote: { topic: { word: 'looms' } } })
  })

  it('says of a key that a hidden row has no more than the code', async () => {
    const { errors } = await as(2, 'mutation { createNote(data: {id: 1, owner: 2, body: "b"}) { id } }')
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNIQUE_VIOLATION' })
  })

  it('commits in two databases as Heddle, and is prepared by nobody but it', async () => {
    const create = `mutation { createNote(data: {id: 3, owner: 2, body: "both", logs: {create: [{id: 1}]}}) { logs { byUser } } }`
    const { data, errors, extensions } = await as(2, create)
    expect(errors).toBeUndefined()
    expect(data).toEqual({ createNote: { logs: [{ byUser: '2' }] } })
    expect(extensions).toMatchObject({
      transaction: { state: 'COMMITTED', participants: ['notes', 'logs'], propagating: [] },
    })
    expect(await notes.query('select * from pg_prepared_xacts where database like $$%rls%$$')).toEqual([])
    const gtid = (extensions as { transaction: { gtid: string } }).transaction.gtid
    const [first, second] = await Promise.all(
      [notes, logs].map((each) => each.query(`select outcome from heddle_decision where gtid = '${gtid}'`)),
    )
    expect([...(first ?? []), ...(second ?? [])]).toEqual([{ outcome: 'C' }])
  })

  it('keeps the answer to a request with a key as Heddle, and goes on as the viewer', async () => {
    const request = {
      document: 'mutation { createNote(data: {id: 3, owner: 2, body: "once"}) { body } }',
      viewer: { role: 'any', context: { user: 2 }, subject: 'two' },
      idempotencyKey: 'a-note',
    }
    const answers = [await heddle.engine.execute(request), await heddle.engine.execute(request)]
    for (const answer of answers) {
      const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
      expect(JSON.parse(text)).toMatchObject({ data: { createNote: { body: 'once' } } })
    }
    expect(await bodies()).toHaveLength(3)
    const forged = { ...request, document: request.document.replace('owner: 2', 'owner: 1').replace('3', '4') }
    const refused = await heddle.engine.execute({ ...forged, idempotencyKey: 'another' })
    expect(refused).toMatchObject({ result: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } })
  })

  it('leaves nothing of the viewer on the connection', async () => {
    await as(2, 'mutation { updateNote(where: {id: 2}, data: {body: "x"}) { id } }')
    expect((await as(1, '{ notes { owner } }')).data).toEqual({ notes: [{ owner: 1 }] })
    const refused = await as(1, 'mutation { createNote(data: {id: 1, owner: 1, body: "x"}) { id } }')
    expect(refused.errors).toHaveLength(1)
    expect((await as(2, '{ notes { owner } logs { id } }')).data).toEqual({ notes: [{ owner: 2 }], logs: [] })
  })
})
