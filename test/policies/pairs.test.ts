import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { defineRelations } from 'drizzle-orm'
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlite } from '../../src/sqlite.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { runEngine } from '../support/run-engine.ts'

const users = sqliteTable('users', { id: integer().primaryKey(), name: text().notNull() })
const projects = sqliteTable('projects', { id: integer().primaryKey(), title: text().notNull() })
const tags = sqliteTable('tags', { id: integer().primaryKey(), word: text().notNull() })
/** A many-to-many link between two databases, and a many-to-many relation within one, each from both ends. */
function describeTables(indexed: boolean) {
  const staff = sqliteTable(
    'staff',
    { userId: integer('user_id').notNull(), projectId: integer('project_id').notNull(), part: text() },
    (t) => (indexed ? [primaryKey({ columns: [t.userId, t.projectId] })] : []),
  )
  const labels = sqliteTable(
    'labels',
    { projectId: integer('project_id').notNull(), tagId: integer('tag_id').notNull(), part: text() },
    (t) => (indexed ? [primaryKey({ columns: [t.projectId, t.tagId] })] : []),
  )
  const relations = defineRelations({ users, projects, tags, staff, labels }, (r) => ({
    users: {
      projects: r.many.projects({
        from: r.users.id.through(r.staff.userId),
        to: r.projects.id.through(r.staff.projectId),
      }),
    },
    projects: {
      tags: r.many.tags({ from: r.projects.id.through(r.labels.projectId), to: r.tags.id.through(r.labels.tagId) }),
      staff: r.many.staff({ from: r.projects.id, to: r.staff.projectId }),
    },
    tags: {
      projects: r.many.projects({
        from: r.tags.id.through(r.labels.tagId),
        to: r.projects.id.through(r.labels.projectId),
      }),
    },
    staff: { user: r.one.users({ from: r.staff.userId, to: r.users.id }) },
    labels: { project: r.one.projects({ from: r.labels.projectId, to: r.projects.id }) },
  }))
  return { work: { projects, tags, staff, labels }, relations }
}

const folder = mkdtempSync(join(tmpdir(), 'heddle-pairs-'))
const open: Heddle[] = []
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()))
  rmSync(folder, { recursive: true, force: true })
})

interface Context {
  readonly id: number
}

/** By a column, by a link that leads back to the first database, and by rows of another table. */
const permissions = {
  all: Object.fromEntries(['users', 'projects', 'tags', 'staff', 'labels'].map((name) => [name, { read: true }])),
  user: {
    users: { read: true },
    projects: { read: true },
    tags: { read: true },
    staff: {
      read: { where: (c: Context) => ({ OR: [{ part: { ne: 'secret' } }, { user: { id: { eq: c.id } } }] }) },
    },
    labels: {
      read: {
        where: (c: Context) => ({ part: { isNull: true }, project: { staff: { some: { userId: { eq: c.id } } } } }),
      },
    },
  },
}

/** The pairs of the viewer 1 that {@link permissions} hide, once as they are and once as they would not be there. */
const hiddenPairs = [
  `delete from staff where part is null or (part = 'secret' and user_id <> 1)`,
  `delete from labels where part is not null or project_id not in (select project_id from staff where user_id = 1)`,
]

async function openPairs(
  name: string,
  more: readonly string[],
  indexed: boolean,
  rules = permissions,
): Promise<Heddle> {
  const files = { people: join(folder, `${name}-people.db`), work: join(folder, `${name}-work.db`) }
  new Database(files.people)
    .exec(
      `create table users (id integer primary key, name text not null);
       insert into users values (1, 'Ann'), (2, 'Bob'), (3, 'Cleo'), (4, 'Dan')`,
    )
    .close()
  const work = new Database(files.work)
  const key = (columns: string) => (indexed ? `, primary key (${columns})` : '')
  work.exec(
    `create table projects (id integer primary key, title text not null);
     create table tags (id integer primary key, word text not null);
     create table staff (user_id integer not null, project_id integer not null, part text${key('user_id, project_id')});
     create table labels (project_id integer not null, tag_id integer not null, part text${key('project_id, tag_id')});
     insert into projects values (1, 'bridge'), (2, 'canal'), (3, 'dyke'), (4, 'lock');
     insert into tags values (1, 'water'), (2, 'stone'), (3, 'iron');
     insert into staff values (1, 1, 'secret'), (1, 2, 'lead'), (2, 1, 'secret'), (2, 3, 'lead'), (2, 4, null),
       (3, 2, 'help'), (3, 3, 'secret'), (4, 4, 'secret');
     insert into labels values (1, 1, null), (1, 2, 'x'), (2, 1, null), (2, 3, null), (3, 1, null), (4, 3, 'x')`,
  )
  for (const statement of more) work.exec(statement)
  work.close()
  const described = describeTables(indexed)
  const heddle = await createHeddle({
    sources: {
      people: sqlite({ file: files.people, schema: { users } }),
      work: sqlite({ file: files.work, schema: described.work }),
    },
    relations: described.relations,
    permissions: rules,
    role: () => 'all',
    secret: 'one of both worlds',
    log: 'silent',
  } as AnyConfig)
  open.push(heddle)
  return heddle
}

/** Every position in which a relation can stand. */
const operations = [
  '{ users { name projects { title tags { word } } } }',
  '{ users { projectsConnection(first: 1) { totalCount edges { cursor node { title } } pageInfo { hasNextPage endCursor } } } }',
  '{ users { projectsAggregate { count max { title } } } tags { projectsAggregate(where: {id: {gt: 1}}) { count } } }',
  '{ projects { tagsConnection(last: 1) { totalCount nodes { word } pageInfo { hasPreviousPage } } } }',
  '{ users(where: {projects: {some: {title: {eq: "bridge"}}}}) { name } }',
  '{ users(where: {projects: {none: {}}}) { name } tags(where: {projects: {none: {}}}) { word } }',
  '{ users(where: {projects: {every: {title: {gt: "c"}}}}) { name } projects(where: {tags: {every: {word: {eq: "water"}}}}) { title } }',
  '{ users(where: {NOT: {projects: {some: {tags: {some: {word: {eq: "water"}}}}}}}) { name } }',
  '{ users(where: {projects: {count: {eq: 1}}}) { name } tags(where: {projects: {count: {gte: 2}}}) { word } }',
  '{ users(where: {projects: {max: {title: {gte: "canal"}}}}) { name } usersAggregate(where: {projects: {some: {}}}) { count } }',
  '{ users(orderBy: [{projects: {count: desc}}, {id: asc}]) { name } tags(orderBy: [{projects: {max: {title: desc}}}]) { word } }',
  '{ users(orderBy: [{projects: {max: {title: desc_nulls_last}}}], limit: 2) { name } }',
  '{ usersConnection(orderBy: [{projects: {min: {title: asc}}}], first: 2) { edges { cursor node { name } } } }',
  '{ users { projects(orderBy: [{tags: {count: desc}}], limit: 1) { title } } }',
  '{ users { projects(where: {tags: {some: {}}}) { title } } }',
  '{ user(where: {id: 2}) { projects(offset: 1) { title } } node(nodeId: "Project:1") { ... on Project { tags { word } } } }',
  '{ projectsGroupBy(by: [{column: title}], where: {tags: {some: {}}}) { key { title } count } }',
]

async function answers(heddle: Heddle, document: string, role: string) {
  const viewer = { role, context: { id: 1 } }
  const direct = await runEngine(heddle, document, {}, { viewer })
  expect((await runEngine(heddle, document, {}, { viewer, reference: true })).result).toEqual(direct.result)
  expect(direct.result.errors).toBeUndefined()
  return direct.result.data
}

describe.each([
  ['with an index', true],
  ['without an index', false],
])('a junction %s, some of whose pairs a policy hides', (name, index) => {
  let whole: Heddle
  let visible: Heddle
  beforeAll(async () => {
    whole = await openPairs(`${name}-whole`, [], index)
    visible = await openPairs(`${name}-visible`, hiddenPairs, index)
  })

  it.each(operations)('answers as if its hidden pairs were not there: %s', async (document) => {
    const seen = await answers(whole, document, 'user')
    const bare = (value: unknown) => JSON.stringify(value).replaceAll(/"(?:cursor|endCursor)":"[^"]*"/g, '""')
    expect(bare(seen)).toBe(bare(await answers(visible, document, 'all')))
    expect(bare(seen), 'something is hidden').not.toBe(bare(await answers(whole, document, 'all')))
  })
})

it('is no relation for a role that may not read its pairs', async () => {
  const { users: of, projects: also } = permissions.user
  const heddle = await openPairs('unread', [], true, { ...permissions, user: { users: of, projects: also } } as never)
  const viewer = { role: 'user', context: {} }
  const { result } = await runEngine(heddle, '{ users { projects { title } } }', {}, { viewer })
  expect(result.errors?.[0]?.message).toContain('projects')
})
