import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { markInexact } from '../../src/catalog/inexact-numbers.ts'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { runEngine } from '../support/run-engine.ts'

const marked = (text: string): string => markInexact(text, (number) => `<${number}>`)

test.each([
  ['{"n":9007199254740993}', '{"n":<9007199254740993>}'],
  ['[9007199254740992,-9007199254740993]', '[9007199254740992,<-9007199254740993>]'],
  ['0.1234567890123456789', '<0.1234567890123456789>'],
  ['[0.1,1e21,1.7976931348623157e+308,5e-324,0.0,-0]', '[0.1,1e21,1.7976931348623157e+308,5e-324,0.0,-0]'],
  ['[1e400,1e-400]', '[<1e400>,<1e-400>]'],
  ['100000000000000000000', '100000000000000000000'],
  ['"12345678901234567890 \\" 1e400"', '"12345678901234567890 \\" 1e400"'],
  ['{"12345678901234567890":1}', '{"12345678901234567890":1}'],
])('in %s', (text, expected) => {
  expect(marked(text)).toBe(expected)
})

test('in a text of many megabytes, beside strings of any length', () => {
  const strings = ['1e5 '.repeat(6_000_000), '\\\\'.repeat(6_000_000), '\\"12345678901234567890'.repeat(1_000_000)]
  for (const string of strings) {
    expect(marked(`["${string}",12345678901234567890]`)).toBe(`["${string}",<12345678901234567890>]`)
  }
  const long = '1'.repeat(20_000_000)
  expect(marked(`[${long}]`)).toBe(`[<${long}>]`)
})

test('a number of JSON that JavaScript cannot hold is answered with all digits, or refused', async () => {
  const heddle = await openNotes((database) => {
    database.exec('CREATE TABLE notes (id integer PRIMARY KEY, data JSON, weight REAL)')
    const insert = database.prepare('INSERT INTO notes VALUES (?, ?, ?)')
    insert.run(1, '{"list":[9007199254740993]}', 0.1 + 0.2)
    insert.run(2, '{"list":[1.5]}', 1e22)
  })
  const document = '{ notes { id data weight } }'
  const viewer = { role: 'anonymous', context: {} }
  const direct = await heddle.engine.execute({ document, variables: {}, viewer })
  expect(direct.kind === 'text' && bodyText(direct.body)).toContain('"data":{"list":[9007199254740993]}')
  const { result } = await runEngine(heddle, document, {}, { reference: true })
  expect(result.data).toEqual({
    notes: [
      { id: 1, data: null, weight: 0.1 + 0.2 },
      { id: 2, data: { list: [1.5] }, weight: 1e22 },
    ],
  })
  expect(result.errors).toMatchObject([
    { path: ['notes', 0, 'data'], extensions: { code: 'VALUE_NOT_REPRESENTABLE', columns: ['data'] } },
  ])

  const write = 'mutation($data: JSON) { updateNote(where: {id: 2}, data: {data: $data}) { id } }'
  const refused = await runEngine(heddle, write, { data: { list: [Number.MAX_SAFE_INTEGER + 2] } })
  expect(refused.result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('a number of a variable that JavaScript cannot hold is refused where its digits matter, however it is sent', async () => {
  const heddle = await openNotes((database) => {
    database.exec('CREATE TABLE notes (id integer PRIMARY KEY, price decimal(12,2), weight REAL, data JSON)')
    database.exec(`INSERT INTO notes VALUES (1, 12.5, 0.1, '1')`)
  })
  const query = 'query ($w: NoteWhere) { notes(where: $w) { id } }'
  const ask = async (condition: string) => {
    const variables = `{"w":${condition}}`
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const body = `{"query":${JSON.stringify(query)},"variables":${variables}}`
    const search = new URLSearchParams({ query, variables })
    const answers = await Promise.all([
      heddle.yoga.fetch(new Request('http://test/graphql', { ...post, body })),
      heddle.yoga.fetch(new Request(`http://test/graphql?${search.toString()}`)),
    ])
    const [first, second] = (await Promise.all(answers.map((answer) => answer.json()))) as [Answer, Answer]
    expect(second).toEqual(first)
    return first.errors?.[0]?.extensions?.code ?? first.data?.notes.length
  }
  interface Answer {
    readonly data?: { readonly notes: readonly unknown[] }
    readonly errors?: readonly { readonly extensions?: { readonly code: string } }[]
  }
  expect(await ask('{"price":{"eq":12.5}}')).toBe(1)
  expect(await ask('{"price":{"eq":"12.500000000000000000001"}}')).toBe(0)
  expect(await ask('{"price":{"eq":12.500000000000000000001}}')).toBe('BAD_USER_INPUT')
  expect(await ask('{"price":{"in":[1,9007199254740993]}}')).toBe('BAD_USER_INPUT')
  expect(await ask('{"id":{"eq":1.0000000000000000001}}')).toBe('BAD_USER_INPUT')
  expect(await ask('{"OR":[{"data":{"contains":{"a":[0.1234567890123456789]}}},{}]}')).toBe('BAD_USER_INPUT')
  // A float is the nearest that there is, whoever wrote it.
  expect(await ask('{"weight":{"eq":0.1000000000000000055511151231257827}}')).toBe(1)
})

/** A Heddle over a file of its own, for as long as the test takes. */
async function openNotes(fill: (database: Database.Database) => void): Promise<Heddle> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-inexact-'))
  const file = join(folder, 'notes.db')
  const database = new Database(file)
  fill(database)
  database.close()
  const heddle = await createHeddle({
    sources: { s: `sqlite:${file}` },
    secret: 'a secret of the tests',
    log: 'silent',
  })
  onTestFinished(async () => {
    await heddle.close()
    rmSync(folder, { recursive: true })
  })
  return heddle
}
