import * as fc from 'fast-check'
import { getNamedType, isInputObjectType, type GraphQLField, type GraphQLInputObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Table } from '../src/catalog/catalog.ts'
import { rowsOf } from './reference/tables.ts'
import { compareValues, parseExact, printExact, rescale } from './reference/values.ts'
import { drawLinkedOrder, drawOrder, inputObject } from './support/operations/draw-arguments.ts'
import { drawGroupKeys } from './support/operations/draw-group-by.ts'
import { drawFilter, drawWhere } from './support/operations/draw-where.ts'
import { arbitraryOperation } from './support/operations/arbitrary-operation.ts'
import { createDrawing, type Drawing, type Drawn } from './support/operations/drawing.ts'
import { firstDifference } from './support/operations/first-difference.ts'
import { rewrites, rewritten, undo } from './support/operations/rewrite-operation.ts'
import { runOperation, type Run } from './support/operations/run-operation.ts'
import { runEngine } from './support/run-engine.ts'
import { createDraw } from './support/worlds/seed.ts'
import { mergedOddWorld, oddWorld } from './support/worlds/odd-world.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'

/** Laws that hold between Heddle's own answers, whatever the right answer is. */

let world: OpenWorld

beforeAll(async () => {
  world = await openWorld(oddWorld, { onServer: true })
})

afterAll(() => world.close())

const run: Run = async (document, variables) => (await runEngine(world.heddle, document, variables)).result
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const often = { numRuns: 60, seed: 42, endOnFailure: true }

async function ask<T>(document: string, variables = {}): Promise<T> {
  const result = await run(document, variables)
  if (result.errors) throw new Error(`${document}: ${JSON.stringify(result.errors)}`)
  return result.data as T
}

/** A drawing whose inputs are all literals. */
function drawingOf(seed: number): Drawing {
  const draw = createDraw(seed)
  const drawing = createDrawing(world.heddle.schema, world.data, { nextInt: draw.int })
  return { ...drawing, chance: (oneIn) => oneIn < 5 && drawing.chance(oneIn) }
}

function rootField(name: string): GraphQLField<unknown, unknown> {
  const field = world.heddle.schema.getQueryType()?.getFields()[name]
  if (!field) throw new Error(`no field ${name}`)
  return field
}

function inputOf(field: GraphQLField<unknown, unknown>, name: string) {
  const argument = field.args.find((candidate) => candidate.name === name)
  if (!argument) throw new Error(`${field.name} has no ${name}`)
  return inputObject(argument)
}

function keyedTables(): Table[] {
  return [...world.data.catalog.tables.values()].filter(({ primaryKey }) => primaryKey)
}

interface IdPage {
  readonly page: {
    readonly nodes: readonly { readonly nodeId: string }[]
    readonly pageInfo: { readonly startCursor: string | null; readonly endCursor: string | null } & Readonly<
      Record<'hasNextPage' | 'hasPreviousPage', boolean>
    >
  }
}

type DrawOrder = (drawing: Drawing, type: GraphQLInputObjectType, table: Table) => Drawn | null

describe('pages', () => {
  const anyOrder: DrawOrder = (drawing, type, table) => drawOrder(drawing, type, table, [])
  test.each([
    ['of any order', 'forward', anyOrder, 'first', 'after', 'endCursor', 'hasNextPage'],
    ['of any order', 'backward', anyOrder, 'last', 'before', 'startCursor', 'hasPreviousPage'],
    ['by another database', 'forward', drawLinkedOrder, 'first', 'after', 'endCursor', 'hasNextPage'],
    ['by another database', 'backward', drawLinkedOrder, 'last', 'before', 'startCursor', 'hasPreviousPage'],
  ] as const)('%s join to the whole list, %s', async (_order, _way, draw, size, side, cursorOf, more) => {
    const joins = async (seed: number) => {
      const drawing = drawingOf(seed)
      const table = drawing.pick(keyedTables())
      const field = rootField(table.plural)
      const where = drawing.chance(2) ? '{}' : drawWhere(drawing, inputOf(field, 'where'), table, 1).text
      const order = draw(drawing, inputOf(field, 'orderBy'), table)?.text
      if (order === undefined) return
      const all = await ask<{ list: { nodeId: string }[] }>(
        `{ list: ${table.plural}(where: ${where}, orderBy: ${order}, limit: 1000) { nodeId } }`,
      )
      const document = `query ($cursor: String) { page: ${table.plural}Connection(where: ${where}, orderBy: ${order},
        ${size}: ${drawing.int(1, 7)}, ${side}: $cursor) { nodes { nodeId } pageInfo { ${cursorOf} ${more} } } }`
      const pages: string[][] = []
      for (let cursor: string | null = null, next = true; next;) {
        const { page }: IdPage = await ask<IdPage>(document, { cursor })
        pages.push(page.nodes.map(({ nodeId }) => nodeId))
        cursor = page.pageInfo[cursorOf]
        next = page.pageInfo[more]
        expect(pages.length).toBeLessThanOrEqual(all.list.length + 1)
      }
      const joined = size === 'first' ? pages.flat() : pages.reverse().flat()
      expect(joined).toEqual(all.list.map(({ nodeId }) => nodeId))
    }
    await fc.assert(fc.asyncProperty(seeds, joins), often)
  })
})

describe('a condition splits the rows', () => {
  const idsWhere = async (table: Table, where: string) =>
    (
      await ask<{ list: { nodeId: string }[] }>(`{ list: ${table.plural}(where: ${where}, limit: 1000) { nodeId } }`)
    ).list.map(({ nodeId }) => nodeId)

  test('of a column: where it holds, where its opposite does, and where the column is null', async () => {
    const splits = async (seed: number) => {
      const drawing = drawingOf(seed)
      const table = drawing.pick(keyedTables())
      const where = inputOf(rootField(table.plural), 'where')
      const column = drawing.pick(table.columns.filter(({ type }) => type.kind !== 'json'))
      const filter = getNamedType(where.getFields()[column.name]?.type)
      if (!isInputObjectType(filter)) throw new Error('a column has a filter')
      const values = rowsOf(world.data, table.id).map((row) => row[column.name] ?? null)
      // What says something about null itself splits the rows otherwise.
      const condition = drawFilter(drawing, filter, values, 0).text
      if (/isNull|[iI]n: \[\]|^\{\}$/.test(condition)) return
      const p = `{${column.name}: ${condition}}`
      const parts = await Promise.all([
        idsWhere(table, p),
        idsWhere(table, `{NOT: ${p}}`),
        idsWhere(table, `{${column.name}: {isNull: true}}`),
      ])
      expect(parts.flat().sort(), p).toEqual((await idsWhere(table, '{}')).sort())
    }
    await fc.assert(fc.asyncProperty(seeds, splits), often)
  })

  test('of a relation: where it holds and where its opposite does', async () => {
    const splits = async (seed: number) => {
      const drawing = drawingOf(seed)
      const table = drawing.pick(keyedTables().filter(({ relations }) => relations.length > 0))
      const where = inputOf(rootField(table.plural), 'where')
      const { name } = drawing.pick(table.relations)
      const related = getNamedType(where.getFields()[name]?.type)
      if (!isInputObjectType(related)) throw new Error('a relation has a filter')
      const some = getNamedType(related.getFields()['some']?.type)
      const relation = table.relations.find((candidate) => candidate.name === name)
      const target = world.data.catalog.tables.get(relation?.to ?? '')
      if (!target) throw new Error('a relation has a target')
      const inner = drawWhere(drawing, isInputObjectType(some) ? some : related, target, 1).text
      const quantifier = drawing.pick(['some', 'every', 'none'])
      const p = relation?.cardinality === 'one' ? `{${name}: ${inner}}` : `{${name}: {${quantifier}: ${inner}}}`
      const parts = await Promise.all([idsWhere(table, p), idsWhere(table, `{NOT: ${p}}`)])
      expect(parts.flat().sort(), p).toEqual((await idsWhere(table, '{}')).sort())
    }
    await fc.assert(fc.asyncProperty(seeds, splits), often)
  })
})

describe('groups', () => {
  interface Drawn {
    readonly table: Table
    readonly by: string
    readonly where: string
  }
  /** A grouping by one to three keys; a sum over groups needs all of them, so few rows are drawn from. */
  const drawGroups = (seed: number): Drawn => {
    const drawing = drawingOf(seed)
    const table = drawing.pick([...world.data.catalog.tables.values()])
    const field = rootField(`${table.plural}GroupBy`)
    const by = drawing.some(drawGroupKeys(drawing, inputOf(field, 'by'), table), 1, 3)
    return {
      table,
      by: `[${by.map(({ drawn }) => drawn.text).join(', ')}]`,
      where: drawWhere(drawing, inputOf(field, 'where'), table, 1).text,
    }
  }
  const sumsOf = (table: Table) => {
    const sum = world.heddle.schema.getType(`${table.typeName}Sum`)
    if (!sum || !('getFields' in sum)) return []
    const exact = (name: string) => table.columns.find((column) => column.name === name)?.type.kind !== 'float'
    return Object.keys(sum.getFields()).filter(exact)
  }
  interface Sums {
    readonly count: number
    readonly sum?: Readonly<Record<string, string | null>>
  }

  test('add up to the aggregate of all rows: counts, and exact sums', async () => {
    const adds = async (seed: number) => {
      const { table, by, where } = drawGroups(seed)
      const columns = sumsOf(table)
      const selection = `{ count ${columns.length > 0 ? `sum { ${columns.join(' ')} }` : ''} }`
      const { groups, all } = await ask<{ groups: Sums[]; all: Sums }>(
        `{ groups: ${table.plural}GroupBy(by: ${by}, where: ${where}, limit: 1000) ${selection}
           all: ${table.plural}Aggregate(where: ${where}) ${selection} }`,
      )
      expect(groups.reduce((total, { count }) => total + count, 0)).toBe(all.count)
      for (const column of columns) {
        const parts = groups.flatMap(({ sum }) => sum?.[column] ?? [])
        const exact = parts.map(parseExact)
        const scale = Math.max(0, ...exact.map((part) => part.scale))
        const digits = exact.reduce((total, part) => total + rescale(part, scale).digits, 0n)
        const whole = all.sum?.[column] ?? null
        if (parts.length === 0) expect(whole).toBeNull()
        else expect(compareValues({ kind: 'decimal' }, printExact({ digits, scale }), whole), column).toBe(0)
      }
    }
    await fc.assert(fc.asyncProperty(seeds, adds), often)
  })

  test('are all there where having holds for all, and none where it holds for none', async () => {
    const holds = async (seed: number) => {
      const { table, by, where } = drawGroups(seed)
      const having = (condition: string) =>
        `${table.plural}GroupBy(by: ${by}, where: ${where}, having: ${condition}, limit: 1000) { count }`
      const { all, every, none, some, others } = await ask<Record<string, { count: number }[]>>(
        `{ all: ${having('{}')} every: ${having('{count: {gte: 1}}')} none: ${having('{count: {lt: 1}}')}
           some: ${having('{count: {gt: 2}}')} others: ${having('{NOT: {count: {gt: 2}}}')} }`,
      )
      expect(every).toEqual(all)
      expect(none).toEqual([])
      expect((some?.length ?? 0) + (others?.length ?? 0)).toBe(all?.length)
    }
    await fc.assert(fc.asyncProperty(seeds, holds), often)
  })

  test('come in pages that join to the whole list, each once', async () => {
    const joins = async (seed: number) => {
      const drawing = drawingOf(seed)
      const { table, by, where } = drawGroups(seed)
      const size = drawing.int(1, 7)
      const page = async (limit: number, offset: number) =>
        (
          await ask<{ page: unknown[] }>(
            `{ page: ${table.plural}GroupBy(by: ${by}, where: ${where}, orderBy: [{count: desc}], limit: ${limit}, offset: ${offset}) { count } }`,
          )
        ).page
      const whole = await page(1000, 0)
      const pages: unknown[] = []
      for (let offset = 0; offset <= whole.length; offset += size) pages.push(...(await page(size, offset)))
      expect(pages).toEqual(whole)
    }
    await fc.assert(fc.asyncProperty(seeds, joins), { ...often, numRuns: 20 })
  })
})

test.each(rewrites.map((rewrite) => [rewrite.name, rewrite] as const))('%s changes nothing', async (_name, rewrite) => {
  const unchanged = fc.asyncProperty(arbitraryOperation(world.heddle.schema, world.data), async (operation) => {
    const before = await runOperation(operation, run)
    const after = await runOperation(rewritten(operation, rewrite), run)
    expect(after.errors).toBeUndefined()
    const plain = { ...rewrite, nameOf: (name: string) => name }
    expect(firstDifference(undo(before.data, plain), undo(after.data, rewrite))).toBeNull()
  })
  await fc.assert(unchanged, { numRuns: 60, seed: 7 })
})

test('a link between two databases answers like the same two tables in one', async () => {
  const merged = await openWorld(mergedOddWorld, { onServer: true })
  try {
    const runMerged: Run = async (document, variables) => (await runEngine(merged.heddle, document, variables)).result
    const alike = fc.asyncProperty(arbitraryOperation(world.heddle.schema, world.data), async (operation) => {
      const apart = await runOperation(operation, run)
      const together = await runOperation(operation, runMerged)
      expect(together.errors).toBeUndefined()
      expect(firstDifference(withoutCursors(apart.data), withoutCursors(together.data))).toBeNull()
    })
    await fc.assert(alike, { numRuns: 100, seed: 9 })
  } finally {
    await merged.close()
  }
})

/** Cursors are bound to the table's place, so they differ where all else is alike. */
function withoutCursors(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, item: unknown) =>
    ['cursor', 'startCursor', 'endCursor'].includes(name) && typeof item === 'string' ? 'a cursor' : item,
  )
}
