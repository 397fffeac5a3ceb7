import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNodeId } from '../../src/catalog/node-id.ts'
import { dialects } from '../../src/sql/dialects.ts'
import { catalogOf, key, table } from '../support/catalog-factory.ts'
import { answerOf, list, rootFetch, rowSet, type TestDatabase } from './support.ts'
import { bytes, columns, insert, moods, openThings } from './things.ts'

let databases: TestDatabase[]

beforeAll(async () => {
  databases = await openThings()
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

describe('node ids', () => {
  const kinds = ['whole', 'big', 'price', 'text', 'flag', 'uid', 'day', 'clock', 'moment', 'local', 'raw'] as const

  test('hold the text of each key column, and are read back', async () => {
    for (const database of databases) {
      await insert(database, {
        id: '7',
        whole: '-3',
        big: '9007199254740993',
        price: '0.5',
        text: `'100%, "quoted" \\ 😀'`,
        flag: database.dialect === 'postgres' ? 'true' : '1',
        uid: "'0A0B0C0D-0000-4000-8000-00000000000F'",
        day: "'2024-02-29'",
        clock: "'03:04:05.5'",
        moment: database.dialect === 'postgres' ? "'2024-02-29 03:04:05.5+00'" : "'2024-02-29 03:04:05.5'",
        local: "'2024-02-29 03:04:05'",
        raw: bytes(database, '00ff'),
      })
      const catalog = catalogOf([table('s.things', 'Thing', columns(database.dialect), { keys: [key(...kinds)] })], {
        dialects: { s: database.dialect },
        enums: [moods],
      })
      const fetch = rootFetch(rowSet('s.things'), list({ name: 'nodeId', value: { kind: 'nodeId' } }))
      const [row] = (await answerOf(database, catalog, fetch)) as { nodeId: string }[]
      expect(parseNodeId(row!.nodeId)?.parts(kinds.length)).toEqual([
        '-3',
        '9007199254740993',
        '0.50',
        '100%, "quoted" \\ 😀',
        'true',
        '0a0b0c0d-0000-4000-8000-00000000000f',
        '2024-02-29',
        '03:04:05.5',
        '2024-02-29T03:04:05.5Z',
        '2024-02-29T03:04:05',
        '\\x00ff',
      ])
    }
  })

  test('of a single column are its text as it stands', async () => {
    for (const database of databases) {
      await insert(database, { id: '7', text: `'a,b%2C"'` })
      const catalog = catalogOf([table('s.things', 'Thing', columns(database.dialect), { keys: [key('text')] })], {
        dialects: { s: database.dialect },
        enums: [moods],
      })
      const fetch = rootFetch(rowSet('s.things'), list({ name: 'nodeId', value: { kind: 'nodeId' } }))
      expect(await answerOf(database, catalog, fetch)).toEqual([{ nodeId: 'Thing:a,b%2C"' }])
    }
  })

  test('of a key that is no value of its type are sentinels', async () => {
    const database = databases[1]!
    for (const [name, literal] of [
      ['whole', `'one"'`],
      ['uid', `'"'`],
      ['price', '1e30'],
    ] as const) {
      await insert(database, { id: '7', [name]: literal })
      const catalog = catalogOf([table('s.things', 'Thing', columns('sqlite'), { keys: [key(name, 'id')] })], {
        dialects: { s: 'sqlite' },
        enums: [moods],
      })
      const statement = dialects.sqlite.compile(
        rootFetch(rowSet('s.things'), list({ name: 'nodeId', value: { kind: 'nodeId' } })),
        catalog,
      )
      const [row] = await database.query(statement.text, [])
      expect(String(row![0])).toMatch(/\u0001!\u0002(malformed|outOfRange)\u0003/)
    }
  })
})
