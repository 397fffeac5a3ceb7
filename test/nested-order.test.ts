import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { describeUnless } from './support/describe-unless.ts'
import { databases, type OwnDatabase } from './support/each-database.ts'
import { runEngine } from './support/run-engine.ts'

/** Lists inside of rows, by values that are null beside those that a database may take a null for. */

const numbers = [3, null, 0, -2, null, 0, 1]
const texts = ['b', null, '', 'a', null, '', '0']
const flags = [true, null, false, false, null, true, null]

for (const { name, missing, open } of databases) {
  describeUnless(missing, `a list inside of a row of ${name}`, () => {
    let folder: string
    let own: OwnDatabase
    let heddle: Heddle

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'heddle-nested-order-'))
      own = await open(folder)
      await own.exec('create table parents (id integer primary key)')
      await own.exec(`create table children (id integer primary key, parent_id integer not null references parents (id),
        number integer, words varchar(20), flag boolean)`)
      await own.exec('create index children_of on children (parent_id)')
      await own.exec('insert into parents values (1)')
      const rows = numbers.map((number, at) => `(${at}, 1, ${number}, ${quoted(texts[at])}, ${flags[at]})`)
      await own.exec(`insert into children values ${rows.join(', ')}`)
      heddle = await createHeddle({ sources: { own: own.url }, log: 'silent' })
    }, 60_000)

    afterAll(async () => {
      await heddle.close()
      await own.drop()
      rmSync(folder, { recursive: true, force: true })
    })

    it.each([
      ['number', numbers],
      ['words', texts],
      ['flag', flags],
    ] as const)('has its nulls where the order says: by %s', async (column, values) => {
      for (const direction of ['asc', 'desc'] as const) {
        for (const nulls of ['first', 'last'] as const) {
          const document = `{ parents { children(orderBy: [{ ${column}: ${direction}_nulls_${nulls} }]) { id } } }`
          const expected = [...values.keys()].sort((a, b) => {
            const [left, right] = [values[a] ?? null, values[b] ?? null]
            if (left === right) return a - b
            if (left === null || right === null) return (left === null) === (nulls === 'first') ? -1 : 1
            return left < right === (direction === 'asc') ? -1 : 1
          })
          const { result } = await runEngine(heddle, document, {})
          expect(result, document).toEqual({ data: { parents: [{ children: expected.map((id) => ({ id })) }] } })
        }
      }
    })
  })
}

function quoted(text: string | null | undefined): string {
  return text == null ? 'null' : `'${text}'`
}
