import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectGolden } from '../support/golden/golden-file.ts'
import { allOfShop, dialectsOf, type Placement } from './shop.ts'
import { describeShop } from './describe-shop.ts'

interface WriteCase {
  readonly name: string
  readonly document: string
  /** Statements of the mutation in all, but those that begin and end transactions. */
  readonly statements: number | null
  readonly error: string | null
}

const folder = join(import.meta.dirname, 'cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file): WriteCase => {
    const document = readFileSync(join(folder, file), 'utf8')
    const statements = /^# expect statements (\d+)$/m.exec(document)?.[1]
    return {
      name: file.replace('.graphql', ''),
      document,
      statements: statements === undefined ? null : Number(statements),
      error: /^# expect error (\w+)$/m.exec(document)?.[1] ?? null,
    }
  })

/** All tables in one database, and in two: the answer and the data after it are the same. */
const placements: readonly Placement[] = [
  ...(['postgres', 'sqlite', 'mariadb', 'mysql'] as const),
  ...(['postgres+sqlite', 'sqlite+postgres', 'mariadb+sqlite', 'postgres+mariadb'] as const),
  ...(['mysql+sqlite', 'postgres+mysql'] as const),
]

describeShop({ name: 'a case of writing', over: placements }, (world, placement) => {
  const single = dialectsOf(placement).length === 1 ? placement : null

  it.each(cases)('$name', async ({ name, document, statements, error }) => {
    const before = (await world.run(allOfShop)).result.data
    const { bound, text, statements: planned } = await world.heddle.explain(document)
    const run = await world.run(document)
    const state = (await world.run(allOfShop)).result.data
    const { data } = run.result
    const errors = run.result.errors?.map(portable)
    expectGolden(
      join(folder, `${name}.result.json`),
      `${JSON.stringify({ data, errors, changed: changes(before, state) }, null, 2)}\n`,
    )
    if (error === null) {
      expect(errors).toBeUndefined()
      expect(run.path).toBe('text')
      const most = Object.values(bound).reduce((sum, count) => sum + count, 0)
      expect(run.count).toBeLessThanOrEqual(most)
    } else expect(run.error).toMatchObject({ code: error })
    if (statements !== null && single !== null && single !== 'mariadb' && single !== 'mysql')
      expect(run.count).toBe(statements)
    // Few machines have a MySQL, to make files with.
    if (single && single !== 'mysql') {
      expectGolden(join(folder, `${name}.${single}.sql`), planned.map(({ sql }) => `${sql};\n`).join('\n'))
      if (single === 'postgres') expectGolden(join(folder, `${name}.plan.txt`), text.slice(0, text.indexOf('\npath: ')))
    }
  })

  it('answers alike on both paths', async () => {
    for (const { name, document } of cases) {
      const direct = (await world.run(document)).result
      await world.reset()
      const reference = (await world.run(document, {}, { reference: true })).result
      await world.reset()
      expect([name, reference.data, reference.errors]).toEqual([name, direct.data, direct.errors])
    }
  })
})

/** Rows that are there no more, and rows that are new or changed, by table; new ones without the number that they got. */
function changes(before: unknown, after: unknown): Record<string, unknown> {
  const tables = Object.entries(before as Record<string, unknown[]>).map(([table, old]) => {
    const rows = (after as Record<string, unknown[]>)[table] ?? []
    const texts = (list: unknown[]) => new Set(list.map((row) => JSON.stringify(row)))
    const [was, is] = [texts(old), texts(rows)]
    const gone = old.filter((row) => !is.has(JSON.stringify(row)))
    const there = rows.filter((row) => !was.has(JSON.stringify(row))) as Record<string, unknown>[]
    const known = new Set(old.map((row) => (row as { id: unknown }).id))
    const told = there.map(({ id, ...row }) => (known.has(id) ? { id, ...row } : row))
    return [table, { gone, there: told }] as const
  })
  return Object.fromEntries(tables.filter(([, { gone, there }]) => gone.length + there.length > 0))
}

/** An error without what depends on where the tables lie. */
function portable(error: { readonly extensions?: unknown }): object {
  const { source: _, constraint: __, ...extensions } = error.extensions as Record<string, unknown>
  return { ...error, extensions }
}
