import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { describeUnless } from './support/describe-unless.ts'
import { databases, type OwnDatabase } from './support/each-database.ts'
import { runEngine } from './support/run-engine.ts'
import { times } from './support/worlds/seed.ts'

/** Keys that have more rows than a page looks at, so that pages end between rows of one key: what is left of them is looked for. */

/** How many steps each person has, one after the other; a few persons of the list do not exist. */
const steps = [0, 350, 1, 799, 100, 1, 99, 1, 2_300, 40, 5_000, 3]
const people = [2, 3, 4, 5, 7, 8, 9, 10, 11]
/** `height` of a person's steps: 1, 2, 3, …, so that the last alone is high. */
const rows = steps.flatMap((count, person) => times(count, (height) => [person + 1, height] as const))

for (const { name, missing, open } of databases) {
  describeUnless(missing, `a page that keys of ${name} fill`, () => {
    let folder: string
    let far: OwnDatabase
    let heddle: Heddle

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'heddle-fill-pages-'))
      const near = new Database(join(folder, 'near.db'))
      near.exec('create table people (id integer primary key, name text)')
      near.exec(`insert into people values ${people.map((id) => `(${id}, 'p${id}')`).join(', ')}`)
      near.close()
      far = await open(folder)
      await far.exec('create table steps (id integer primary key, person_id integer, height integer)')
      const values = rows.map(([person, height], id) => `(${id}, ${person}, ${height})`)
      await far.exec(`insert into steps values ${values.join(', ')}`)
      await far.exec('create index steps_of on steps (person_id)')
      const config = {
        sources: { near: `sqlite:${join(folder, 'near.db')}`, far: far.url },
        links: ['near.people.id=far.steps.person_id'],
        log: 'silent',
      } as const
      // The first page of keys is among a hundred rows for each row that is wanted: the third begins where no other did.
      heddle = await createHeddle(config, { pageRows: 1 })
    }, 60_000)

    afterAll(async () => {
      await heddle.close()
      await far.drop()
      rmSync(folder, { recursive: true, force: true })
    })

    it('asks for the rows of few keys in this process, and starts none that could be killed', async () => {
      const near = heddle.sources.find((source) => source.name === 'near')!
      const document = '{ people(where: { steps: { some: { height: { gte: 1 } } } }, limit: 1) { id name } }'
      const before = near.pool()
      const { result } = await runEngine(heddle, document, {})
      expect(result).toEqual({ data: { people: [{ id: 2, name: 'p2' }] } })
      expect(near.pool()).toEqual(before)
      // Whatever the rows of a condition are, somebody has to look.
      await runEngine(heddle, '{ people(where: { name: { eq: "p2" } }, limit: 1) { id } }', {})
      expect(near.pool().idle).toBe(before.idle + 1)
    })

    it('has the first rows, wherever its pages of keys end', async () => {
      for (const height of [1, 2, 40, 99, 100, 101, 350, 351, 799, 2_300, 2_301, 5_000, 5_001]) {
        const expected = people.filter((id) => (steps[id - 1] ?? 0) >= height)
        for (const limit of [1, 2, 3, 5, 9]) {
          const document = `query ($height: Int!) {
            people(where: { steps: { some: { height: { gte: $height } } } }, limit: ${limit}) { id }
          }`
          expect((await heddle.explain(document, { height })).text).toContain('rule fill-by-key')
          const { result } = await runEngine(heddle, document, { height })
          expect(result, `${limit} of those above ${height}`).toEqual({
            data: { people: expected.slice(0, limit).map((id) => ({ id })) },
          })
        }
      }
    }, 60_000)
  })
}
