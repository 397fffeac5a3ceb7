import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect } from 'vitest'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { runEngine } from '../support/run-engine.ts'

/** What the rules are functions of. */
export interface Context {
  readonly id?: number | null
  readonly filter?: unknown
}

const folder = mkdtempSync(join(tmpdir(), 'heddle-policies-'))
const files = { people: join(folder, 'people.db'), work: join(folder, 'work.db') }
const databases: Heddle[] = []

beforeAll(() => {
  new Database(files.people)
    .exec(
      `create table users (id integer primary key, name text not null, secret text not null, team_id integer not null references teams (id));
       create table teams (id integer primary key, title text not null);
       insert into teams values (1, 'red'), (2, 'blue');
       insert into users values (1, 'Ann', 'a1', 1), (2, 'Bob', 'b2', 1), (3, 'Cleo', 'c3', 2)`,
    )
    .close()
  new Database(files.work)
    .exec(
      `create table tasks (id integer primary key, user_id integer not null, title text not null, hours integer);
       create index tasks_user on tasks (user_id);
       insert into tasks values (1, 1, 'dig', 5), (2, 1, 'fill', 7), (3, 2, 'dig', 9), (4, 3, 'rest', null)`,
    )
    .close()
})

afterAll(async () => {
  await Promise.all(databases.map((each) => each.close()))
  rmSync(folder, { recursive: true, force: true })
})

/** Heddle over both databases with these permissions; it is closed after the tests of the file. */
export async function open(permissions: object, rest: Partial<AnyConfig> = {}): Promise<Heddle> {
  const heddle = await createHeddle({
    sources: { people: `sqlite:${files.people}`, work: `sqlite:${files.work}` },
    links: ['people.users.id=work.tasks.user_id'],
    role: () => 'nobody',
    permissions,
    log: 'silent',
    ...rest,
  })
  databases.push(heddle)
  return heddle
}

/** The data and errors of a document as a viewer of the role `user`. */
export async function ask(heddle: Heddle, document: string, context: Context = {}, variables = {}) {
  const viewer = { role: 'user', context }
  const direct = await runEngine(heddle, document, variables, { viewer })
  const reference = await runEngine(heddle, document, variables, { viewer, reference: true })
  expect(reference.result).toEqual(direct.result)
  return direct.result
}

export const all = { 'people.users': { read: true }, 'people.teams': { read: true }, 'work.tasks': { read: true } }
export const ownUsers = { read: { where: (c: Context) => ({ id: { eq: c.id } }) } }
/** A rule across the link: tasks of the viewer. */
export const ownTasks = { read: { where: (c: Context) => ({ user: { id: { eq: c.id } } }) } }

/** What the engine makes of a document for a viewer of the role `user`. */
export const runAs = (heddle: Heddle, document: string, context: Context) =>
  runEngine(heddle, document, {}, { viewer: { role: 'user', context } })

/** The fields of a GraphQL type, with the types that they have. */
export function fieldsOf(type: unknown): Record<string, string> {
  const fields = (type as { getFields(): Record<string, { type: unknown }> }).getFields()
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, String(field.type)]))
}
