import { afterAll, beforeAll, expect, it } from 'vitest'
import { doctorCommand } from '../../src/cli/doctor-command.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

describePostgres('heddle doctor on PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('doctor')
    await database.query(`
      create table users (id int primary key, name text collate "en-x-icu");
      create index users_by_name on users (name);
      create table orders (id int primary key, user_id int not null references users (id));
    `)
  })
  afterAll(() => database.drop())

  async function doctor(flags: object = {}): Promise<{ code: number; text: string }> {
    const out: string[] = []
    const terminal = { out: (text: string) => void out.push(text), err: () => {}, env: {}, cwd: '/' }
    const input = () => Promise.resolve('')
    const code = await doctorCommand([`db=${database.url}`], { log: 'silent', ...flags }, { ...terminal, input })
    return { code, text: out.join('') }
  }

  it('says in plain lines what it is, how many connections there may be, and what is missing', async () => {
    const { code, text } = await doctor()
    expect(code).toBe(1)
    expect(text).toMatch(
      /^db {2}PostgreSQL .*, version \d+.*: up\n {2}pool: up to 10 connections for each worker, of \d+ \(/,
    )
    expect(text).toMatch(/\n {2}CREATE INDEX "orders_user_id_index" ON "orders" \("user_id"\);\n/)
    expect(text).toContain('ownOrder in the config')
    // What is marked in documentation is not on a terminal.
    expect(text).not.toContain('`')
    expect(text).not.toContain('\u001b')
  })

  it('says the same as data', async () => {
    const { text } = await doctor({ json: true })
    const { sources, indexes, orders } = JSON.parse(text) as Record<string, readonly object[]>
    expect(sources).toMatchObject([
      { name: 'db', state: 'up', capacity: { problems: [], remarks: [expect.stringContaining('pool')] } },
    ])
    expect(indexes).toHaveLength(1)
    expect(orders).toMatchObject([{ table: 'db.users', column: 'name' }])
  })
})
