import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'
import { seedPglite, seedSqlite } from './support/worlds/seed-database.ts'
import { createDraw, times } from './support/worlds/seed.ts'

const viewers = 64
const requests = Number(process.env['HEDDLE_CANARY_RUNS'] ?? 10_000)

/** Every text of a viewer's rows names the viewer; keys are dealt out in turn, so that neighbours belong to others. */
const canary = (viewer: number) => `canary-${viewer}-`
const people = times(viewers * 3, (id) => ({ id, tenant: id % viewers, name: `${canary(id % viewers)}person` }))
/** Rooms are everyone's: all viewers ask for the notes of the same keys. */
const rooms = times(10, (id) => ({ id, label: `room ${id}` }))
const notes = times(viewers * 12, (id) => ({
  id,
  // A note's author may be of another tenant: the link leads out of sight.
  author_id: 1 + ((id * 7) % people.length),
  tenant: id % viewers,
  room_id: 1 + (id % rooms.length),
  body: `${canary(id % viewers)}note ${id % 5}`,
}))

let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-canaries-'))
  await seedPglite(join(folder, 'staff'), {
    name: 'staff',
    dialect: 'postgres',
    ddl: `create table people (id integer primary key, tenant integer not null, name text not null);
          create table rooms (id integer primary key, label text not null)`,
    tables: [
      { name: 'people', rows: people },
      { name: 'rooms', rows: rooms },
    ],
  })
  seedSqlite(join(folder, 'notes'), {
    name: 'paper',
    dialect: 'sqlite',
    ddl: `create table notes (id integer primary key, author_id integer not null, tenant integer not null, room_id integer not null, body text not null);
          create index notes_author on notes (author_id);`,
    tables: [{ name: 'notes', rows: notes }],
  })
  const where = (c: { readonly tenant: number }) => ({ tenant: { eq: c.tenant } })
  heddle = await createHeddle({
    sources: { staff: `pglite:${join(folder, 'staff')}`, paper: `sqlite:${join(folder, 'notes')}` },
    links: [
      'staff.people.id=paper.notes.author_id as notes/author',
      'staff.rooms.id=paper.notes.room_id as notes/room',
    ],
    role: () => 'tenant',
    context: () => ({ tenant: 0 }),
    permissions: {
      tenant: {
        'staff.rooms': { read: true },
        'staff.people': { read: { where } },
        'paper.notes': { read: { where } },
      },
    },
    log: 'silent',
  })
}, 60_000)

afterAll(async () => {
  await heddle?.close()
  await rm(folder, { recursive: true, force: true })
})

const documents = [
  '{ rooms { notes { body author { name } } notesAggregate { count max { body } } } }',
  '{ rooms(where: {notes: {some: {}}}) { label notesConnection(first: 1) { totalCount nodes { body } } } }',
  '{ people { name notes { body author { name } } notesAggregate { max { body } } } }',
  '{ notes(orderBy: [{body: desc}], limit: 4) { body author { name notes(limit: 2) { body } } } }',
  'query ($b: String) { people(where: {notes: {some: {body: {contains: $b}}}}) { name } all: notes(where: {body: {contains: $b}}) { body } }',
  '{ notesConnection(first: 3) { totalCount edges { cursor node { body } } pageInfo { hasNextPage } } }',
  '{ notesGroupBy(by: [{column: body}], having: {count: {gt: 0}}) { key { body } min { body } } }',
  'query ($ids: [ID!]!) { nodes(nodeIds: $ids) { ... on Note { body author { name } } ... on Person { name } } }',
  '{ peopleAggregate(where: {notes: {count: {gte: 1}}}) { count max { name } } notes { body } }',
]

test(`${viewers} viewers in ${requests} interleaved requests see no canary of another`, async () => {
  const draw = createDraw(64)
  const own = new Map<number, number>()
  let foreign = 0
  async function ask(viewer: number): Promise<void> {
    const variables = {
      b: draw.pick(['note', 'canary', canary(draw.int(0, viewers - 1))]),
      ids: times(6, () => `${draw.pick(['Note', 'Person'])}:${draw.int(1, people.length)}`),
    }
    const { result } = await runEngine(heddle, draw.pick(documents), variables, {
      viewer: { role: 'tenant', context: { tenant: viewer } },
    })
    expect(result.errors).toBeUndefined()
    for (const found of JSON.stringify(result.data).match(/canary-\d+-/g) ?? []) {
      if (found === canary(viewer)) own.set(viewer, (own.get(viewer) ?? 0) + 1)
      else foreign += 1
    }
  }
  for (let asked = 0; asked < requests; asked += viewers) {
    await Promise.all(times(Math.min(viewers, requests - asked), (viewer) => ask(viewer - 1)))
  }
  expect(foreign).toBe(0)
  expect([...own.values()].filter((count) => count > 0)).toHaveLength(viewers)
}, 180_000)
