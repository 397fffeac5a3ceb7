import { afterAll, beforeAll, expect, test } from 'vitest'
import { noMariadb, noMysql } from '../support/mariadb-server.ts'
import { runEngine } from '../support/run-engine.ts'
import { createDraw, times } from '../support/worlds/seed.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import type { SeedRow, World, WorldSource } from '../support/worlds/world.ts'

/*
 * Pairs of texts that somebody could take for one: alike but for case, accents, spaces, normal forms, ligatures, widths.
 * The left text of each pair is a row of one database, the right one of the others; they are partners only where they are
 * the same code points.
 */

const draw = createDraw(5000)
const atoms = [
  'a',
  'A',
  'ä',
  'Ä',
  'a\u0308',
  'é',
  'e\u0301',
  'ß',
  'ss',
  'SS',
  'ẞ',
  'ſ',
  'İ',
  'I',
  'ı',
  'i',
  'i\u0307',
  ' ',
  '\u00a0',
]
const others = [
  'ａ',
  'ﬁ',
  'fi',
  '😀',
  '😁',
  '👩‍🚀',
  'Ω',
  '\u2126',
  'K',
  '\u212a',
  '①',
  '1',
  '\u200b',
  '\ufeff',
  '-',
  '\u2010',
  'Ǆ',
  'ǆ',
]
const changes: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => `${text} `,
  (text) => text.trimEnd(),
  (text) => text.replace('ss', 'ß'),
  (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
]
const pairs = times(5000, () => {
  const text = times(draw.int(1, 6), () => draw.pick(draw.int(1, 2) === 1 ? atoms : others)).join('')
  return [text, draw.pick(changes)(text)] as const
})
const left = [...new Set(pairs.map(([text]) => text))]
const right = pairs.map(([, text]) => text)

const keyed = (texts: readonly string[]): SeedRow[] => texts.map((code, index) => ({ id: index + 1, code }))
const columns = {
  postgres: 'varchar(60)',
  sqlite: 'TEXT COLLATE NOCASE',
  mariadb: 'varchar(60) collate utf8mb4_unicode_ci',
  mysql: 'varchar(60) collate utf8mb4_0900_ai_ci',
}

function source(name: string, dialect: WorldSource['dialect'], unique: string): WorldSource {
  const table = (kind: string): string => `${name}_${kind}`
  return {
    name,
    dialect,
    ddl: `
      CREATE TABLE ${table('ones')} (id INTEGER PRIMARY KEY, code ${unique} NOT NULL UNIQUE);
      CREATE TABLE ${table('many')} (id INTEGER PRIMARY KEY, code ${columns[dialect]});
      CREATE INDEX ${table('many')}_code ON ${table('many')} (code);
    `,
    tables: [
      { name: table('ones'), rows: keyed(left) },
      { name: table('many'), rows: keyed(right) },
    ],
  }
}

const exact = {
  pg: 'varchar(60)',
  li: 'TEXT',
  ma: 'varchar(60) collate utf8mb4_nopad_bin',
  my: 'varchar(60) collate utf8mb4_0900_bin',
}
const dialects = { pg: 'postgres', li: 'sqlite', ma: 'mariadb', my: 'mysql' } as const
const places = (['pg', 'li', 'ma', 'my'] as const).filter((place) => place !== 'my' || noMysql === null)
const links = places.flatMap((from) =>
  places.flatMap((to) =>
    from === to ? [] : [`${from}.${from}_ones.code=${to}.${to}_many.code as ${to}Many/${from}One`],
  ),
)
const world: World = {
  sources: places.map((place) => source(place, dialects[place], exact[place])),
  links,
}

if (noMysql !== null) test('5,000 pairs of text keys in MySQL', ({ skip }) => skip(String(noMysql)))
if (noMariadb !== null) test('5,000 pairs of text keys', ({ skip }) => skip(String(noMariadb)))
else {
  let open: OpenWorld
  beforeAll(async () => {
    open = await openWorld(world, { onServer: true })
  })
  afterAll(() => open.close())

  const partners = new Map<string, number>()
  for (const code of right) partners.set(code, (partners.get(code) ?? 0) + 1)

  test.each(places)('5,000 pairs of text keys from %s: no false partner, and none missed', async (from) => {
    const plural = open.heddle.catalog.tables.get(`${from}.${from}_ones`)?.plural
    const far = places.filter((place) => place !== from)
    let seen = 0
    for (let offset = 0; offset < left.length; offset += 1000) {
      const fields = far.map((to) => `${to}Many(limit: 1000) { code }`).join(' ')
      const document = `query { rows: ${plural}(limit: 1000, offset: ${offset}) { code ${fields} } }`
      const { result } = await runEngine(open.heddle, document)
      expect(result.errors).toBeUndefined()
      for (const row of (result.data as { rows: Record<string, unknown>[] }).rows) {
        for (const to of far) {
          const found = row[`${to}Many`] as { code: string }[]
          expect(found.every(({ code }) => code === row['code'])).toBe(true)
          expect(found.length, JSON.stringify(row['code'])).toBe(partners.get(String(row['code'])) ?? 0)
          seen += found.length
        }
      }
    }
    expect(seen).toBeGreaterThan(1000)
  })
}
