import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { createDatabase, describePostgres, type TestDatabase } from './support/postgres-server.ts'
import { runEngine } from './support/run-engine.ts'

/** Keys of two databases are equal where their code points are, and lists of keys are complete whatever their length. */

let folder: string
let heddle: Heddle | undefined
let server: TestDatabase

const uuids = ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'not a uuid']
const nasty = nastyTexts(5_000)
/** Of these, 7, 9, -5 and the largest are whole numbers, as they are written. */
const references = [
  '7',
  '007',
  '+7',
  '7.0',
  ' 7',
  '7 ',
  '-5',
  '-05',
  '-0',
  '٧',
  'seven',
  '',
  '9',
  '9',
  '9223372036854775807',
  '99999999999999999999',
]
const most = 200_000

describePostgres('keys of two databases', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-keys-'))
    const file = join(folder, 'right.db')
    const right = new Database(file)
    right.exec('create table words (id integer primary key, word text)')
    right.exec('create index words_by on words (word)')
    const insert = right.prepare('insert into words values (?, ?)')
    right.transaction(() => nasty.forEach((word, index) => insert.run(index, word)))()
    right.exec('create table numbers (id integer primary key, value integer)')
    right.exec('create index numbers_by on numbers (value)')
    // Each number once; every tenth twice; and nulls.
    const count = `with recursive n(v) as (select 1 union all select v + 1 from n where v < ${most})`
    right.exec(`${count} insert into numbers (value) select v from n`)
    right.exec('insert into numbers (value) select value from numbers where value % 10 = 0')
    right.exec('insert into numbers (value) values (null), (null), (9223372036854775807), (-5)')
    right.exec('create table marks (id integer primary key, code text)')
    right.exec(`insert into marks values ${uuids.map((uuid, index) => `(${index}, '${uuid}')`).join(', ')}`)
    right.exec('create table notes (id integer primary key, ref text)')
    right.exec('create index notes_by on notes (ref)')
    right.exec(`insert into notes (ref) values ${references.map((text) => `('${text}')`).join(', ')}, (null)`)
    right.close()
    server = await createDatabase('keys')
    await server.query('create table texts (id integer primary key, word text unique)')
    // The same in reverse, and every third left out.
    const kept = nasty.map((word, index) => ({ word, index })).filter(({ index }) => index % 3 !== 0)
    for (let from = 0; from < kept.length; from += 500) {
      const rows = kept.slice(from, from + 500).map(({ word, index }) => `(${index}, ${literal(word)})`)
      await server.query(`insert into texts values ${rows.join(', ')}`)
    }
    await server.query('create table scores (id integer primary key, wide bigint unique)')
    await server.query(`insert into scores select n, n from generate_series(1, ${most}, 2) n`)
    await server.query('insert into scores values (-5, 9223372036854775807)')
    await server.query('create table tokens (id uuid primary key)')
    await server.query(`insert into tokens values ('${uuids[0]}'), ('${uuids[1]}')`)
    heddle = await createHeddle({
      sources: { left: server.url, right: `sqlite:${file}` },
      links: [
        'left.texts.word=right.words.word as words/text',
        'left.scores.id=right.numbers.value as numbers/int',
        'left.scores.wide=right.numbers.value as wideNumbers/wideInt',
        'left.tokens.id=right.marks.code as marks/token',
        'left.scores.id=right.notes.ref as notes/score convert text-to-int',
        'left.scores.wide=right.notes.ref as wideNotes/wideScore convert text-to-int',
      ],
      log: 'silent',
    })
  }, 120_000)

  afterAll(async () => {
    await heddle?.close()
    await server.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('of 5,000 texts that look alike finds those that are the same, in both directions', async () => {
    const kept = nasty.length - Math.ceil(nasty.length / 3)
    expect(await countOf('textsAggregate(where: {words: {some: {}}})')).toBe(kept)
    expect(await countOf('textsAggregate(where: {words: {none: {}}})')).toBe(0)
    expect(await countOf('wordsAggregate(where: {text: {}})')).toBe(kept)
    expect(await countOf('wordsAggregate(where: {NOT: {text: {}}})')).toBe(nasty.length - kept)
    // Each finds itself and no other: ids are alike on both sides.
    const { data } = await ask('{ words(limit: 1000, where: {text: {}}) { id word text { id word } } }')
    for (const { id, word, text } of data['words'] as unknown as Pair[]) expect(text).toEqual({ id, word })
  })

  it.each([0, 1, 32_766, 32_767, 65_533, 65_534, 65_535, 65_536, most])(
    'answers for a list of %d keys, in one statement at each source',
    async (count) => {
      const odd = Math.ceil(count / 2)
      const where = `{value: {lte: ${count}, gt: 0}}`
      const some = await ask(`{ found: scoresAggregate(where: {numbers: {some: ${where}}}) { count } }`)
      expect(some).toEqual({ data: { found: { count: odd } }, statements: { left: 1, right: 1 } })
      expect(await countOf(`scoresAggregate(where: {wideNumbers: {some: ${where}}})`)).toBe(odd)
      expect(await countOf(`scoresAggregate(where: {numbers: {none: ${where}}})`)).toBe(most / 2 + 1 - odd)
      const back = await ask(`{ found: numbersAggregate(where: {int: {id: {lte: ${count}, gt: 0}}}) { count } }`)
      expect(back).toEqual({ data: { found: { count: odd } }, statements: { left: 1, right: 1 } })
    },
  )

  it('leaves out integers that a narrower column cannot hold, and finds them in a wider one', async () => {
    expect(await countOf('scoresAggregate(where: {numbers: {some: {value: {gt: 300000}}}})')).toBe(0)
    expect(await countOf('scoresAggregate(where: {wideNumbers: {some: {value: {gt: 300000}}}})')).toBe(1)
    expect(await countOf('numbersAggregate(where: {wideInt: {id: {eq: -5}}})')).toBe(1)
    expect(await countOf('numbersAggregate(where: {NOT: {int: {}}, value: {isNull: true}})')).toBe(2)
  })

  it('finds a whole number in text that writes it plainly, and in no other, in both directions', async () => {
    expect(await countOf('scoresAggregate(where: {notes: {some: {}}})')).toBe(3)
    expect(await countOf('scoresAggregate(where: {notes: {none: {}}})')).toBe(most / 2 + 1 - 3)
    expect(await countOf('scoresAggregate(where: {wideNotes: {some: {}}})')).toBe(3)
    expect(await countOf('notesAggregate(where: {score: {}})')).toBe(4)
    expect(await countOf('notesAggregate(where: {NOT: {score: {}}})')).toBe(references.length + 1 - 4)
    const { data } = await ask('{ notes(where: {score: {}}) { ref score { id notes { ref } } } }')
    expect(data['notes']).toEqual([
      { ref: '7', score: { id: 7, notes: [{ ref: '7' }] } },
      { ref: '-5', score: { id: -5, notes: [{ ref: '-5' }] } },
      { ref: '9', score: { id: 9, notes: [{ ref: '9' }, { ref: '9' }] } },
      { ref: '9', score: { id: 9, notes: [{ ref: '9' }, { ref: '9' }] } },
    ])
    const odd = await ask('{ notes(where: {ref: {in: ["007", "7 ", "-0"]}}) { score { id } } }')
    expect(odd.data['notes']).toEqual([{ score: null }, { score: null }, { score: null }])
  })

  it('finds a UUID in text of either case, and none in other text', async () => {
    expect(await countOf('marksAggregate(where: {token: {}})')).toBe(2)
    expect(await countOf('tokensAggregate(where: {marks: {some: {}}})')).toBe(2)
  })
})

interface Pair {
  readonly id: number
  readonly word: string
  readonly text: { readonly id: number; readonly word: string } | null
}

async function ask(document: string) {
  const { result, statements } = await runEngine(heddle!, document)
  expect(result.errors).toBeUndefined()
  return { data: result.data as Record<string, never>, statements }
}

async function countOf(field: string): Promise<unknown> {
  const { data } = await ask(`{ found: ${field} { count } }`)
  return (data['found'] as { count: unknown } | undefined)?.count
}

/** Different texts, many of which some database or other calls equal. */
function nastyTexts(count: number): string[] {
  const parts = [
    'a',
    'A',
    'ä',
    'a\u0308',
    'Ä',
    'ß',
    'ss',
    'SS',
    'ẞ',
    'İ',
    'i',
    'ı',
    'I',
    'i\u0307',
    'é',
    'e\u0301',
    'e',
    'E',
  ]
  parts.push(
    'Ａ',
    'ａ',
    '１',
    '1',
    '😀',
    '😁',
    'ﬁ',
    'fi',
    ' ',
    '\u00a0',
    '\t',
    '"',
    "'",
    '\\',
    '{',
    ',',
    '}',
    '\u200b',
    '\n',
    '\u0001',
  )
  const texts = new Set<string>(['', 'null', 'NULL', '"', '\\'])
  for (let number = 0; texts.size < count; number += 1) {
    let text = ''
    for (let rest = number; ; rest = Math.floor(rest / parts.length) - 1) {
      text += parts[rest % parts.length]
      if (rest < parts.length) break
    }
    texts.add(text)
    texts.add(`${text} `)
  }
  return [...texts].slice(0, count)
}

function literal(text: string): string {
  return `E'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`
}
