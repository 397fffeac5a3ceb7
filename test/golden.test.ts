import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectGolden } from './support/golden/golden-file.ts'
import { readCase, type GoldenCase } from './support/golden/read-case.ts'
import { noMariadb, noMysql } from './support/mariadb-server.ts'
import { firstDifference } from './support/operations/first-difference.ts'
import { runEngine } from './support/run-engine.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'
import { storeWorld } from './support/worlds/store-world.ts'
import { placedInMariadb, placedInMysql } from './support/worlds/world.ts'

const folder = join(import.meta.dirname, 'cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => readCase(join(folder, file)))

/**
 * Where the catalogue lies. What differs there has files of its own: `case.plan.mariadb.txt`, `case.catalog.mariadb.sql`.
 * MySQL, which is written by MariaDB's grammar and few machines have, has none: answers and counts are compared.
 */
const placements = [
  { place: 'SQLite', placed: storeWorld, suffix: '', missing: null },
  { place: 'MariaDB', placed: placedInMariadb(storeWorld, 'catalog'), suffix: '.mariadb', missing: noMariadb },
  { place: 'MySQL', placed: placedInMysql(storeWorld, 'catalog'), suffix: null, missing: noMysql },
]

describe.each(placements)('with the catalogue in $place', ({ placed, suffix, missing }) => {
  if (missing !== null) {
    test('needs its server', ({ skip }) => skip(missing))
    return
  }
  let world: OpenWorld
  beforeAll(async () => {
    world = await openWorld(placed)
  })
  afterAll(() => world.close())

  const asked = cases.filter(({ statements }) => suffix === '' || statements?.['catalog'] !== undefined)
  describe.each(asked)('case $name', (golden) => describeCase(golden, suffix, () => world))
})

function describeCase(golden: GoldenCase, suffix: string | null, open: () => OpenWorld): void {
  const base = golden.path.replace(/\.graphql$/, '')
  const counted =
    (suffix === null ? golden.mysqlStatements : suffix === '' ? null : golden.mariadbStatements) ?? golden.statements

  test('answers what its result file says, alike on both paths', async () => {
    const { result, path } = await runEngine(open().heddle, golden.document, golden.variables)
    if (golden.error === null) expect(path, 'no golden case needs the general path').toBe('text')
    expectGolden(`${base}.result.json`, `${JSON.stringify(result, null, 2)}\n`)
    const completed = await runEngine(open().heddle, golden.document, golden.variables, { reference: true })
    expect(completed.result).toEqual(result)
  })

  if (golden.error !== null) {
    test(`is refused with ${golden.error}`, async () => {
      const { result, statements } = await runEngine(open().heddle, golden.document, golden.variables)
      expect(result.errors?.[0]?.extensions?.['code']).toBe(golden.error)
      expect(statements).toEqual(counted ?? {})
    })
    return
  }

  test('answers what the reference executor answers', async () => {
    const expected = open().reference(golden.document, golden.variables)
    expect(expected.errors).toBeUndefined()
    const { result } = await runEngine(open().heddle, golden.document, golden.variables)
    expect(result.errors).toBeUndefined()
    expect(firstDifference(JSON.parse(JSON.stringify(expected.data)), result.data)).toBeNull()
  })

  test('runs the statements that its header counts, within the bound of explain', async () => {
    expect(counted, 'the header states "# expect statements source=count"').not.toBeNull()
    const { statements } = await runEngine(open().heddle, golden.document, golden.variables)
    expect(statements).toEqual(counted)
    const { bound } = await explain(open(), golden)
    for (const [source, count] of Object.entries(statements)) expect(count).toBeLessThanOrEqual(bound[source] ?? 0)
  })

  if (suffix !== null) {
    test('has the plan and the SQL of its files', async () => {
      const { text, statements } = await explain(open(), golden)
      if (suffix === '' || golden.mariadbStatements) expectGolden(`${base}.plan${suffix}.txt`, text)
      for (const source of new Set(statements.map((statement) => statement.source))) {
        if (suffix !== '' && source !== 'catalog') continue
        const sql = statements
          .filter((statement) => statement.source === source)
          .map((statement) => `${statement.sql};\n`)
        expectGolden(`${base}.${source}${suffix}.sql`, sql.join('\n'))
      }
    })
  }

  for (const { name, fires } of golden.rules) {
    test(`${fires ? 'is planned' : 'is not planned'} by ${name}`, async () => {
      const { text } = await explain(open(), golden)
      expect(new RegExp(`\\b${name}\\b`).test(text)).toBe(fires)
    })
  }

  if (golden.scales) {
    test('runs as many statements for 1, 50 and all parents', async () => {
      for (const parents of [1, 50, 1000]) {
        const { result, statements } = await runEngine(open().heddle, golden.document, { ...golden.variables, parents })
        expect(result.errors).toBeUndefined()
        expect(statements, `for ${parents} parents`).toEqual(counted)
      }
    })
  }
}

function explain({ heddle }: OpenWorld, golden: GoldenCase) {
  return heddle.explain(golden.document, golden.variables)
}
