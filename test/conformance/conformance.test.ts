import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Table } from '../../src/catalog/catalog.ts'
import { expectGolden } from '../support/golden/golden-file.ts'
import { noMariadb, noMysql } from '../support/mariadb-server.ts'
import { firstDifference } from '../support/operations/first-difference.ts'
import { runEngine } from '../support/run-engine.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { conformanceWorld, refusedTable, refusedWorld, rowsOf, tableName, typesOf } from './conformance-world.ts'
import { printMatrix, readCells, type Finding } from './matrix.ts'
import { engines, type Engine, type TypeCase } from './types.ts'
import { operandsOf, usesOf } from './uses.ts'
import { writeAll } from './writes.ts'

const missing: Partial<Record<Engine, string | null>> = { ma: noMariadb, my: noMysql }
const available = (Object.keys(engines) as Engine[]).filter((engine) => (missing[engine] ?? null) === null)
const zone = process.env['TZ']
const findings: Record<Engine, Map<TypeCase, Finding>> = { pg: new Map(), ma: new Map(), my: new Map(), li: new Map() }

for (const [engine, why] of Object.entries(missing)) if (why) test(engine, ({ skip }) => skip(why))

describe.each(['UTC', 'America/New_York', 'Asia/Kathmandu'])('in a process whose time zone is %s', (tz) => {
  let world: OpenWorld
  beforeAll(async () => {
    process.env['TZ'] = tz
    world = await openWorld(conformanceWorld(available), { onServer: true })
  })
  afterAll(async () => {
    await world.close()
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  describe.each(available)('%s', (engine) => {
    test.each(typesOf(engine))('every use of $name is exact', async (type) => {
      const table = tableOf(world, engine, type)
      const uses = usesOf(world.heddle.schema, table, type)
      for (const use of uses) {
        const expected = world.reference(use.document, use.variables) as ExecutionResult
        if (expected.errors) throw new Error(`the reference fails at ${use.document}: ${expected.errors[0]?.message}`)
        const { result, path } = await runEngine(world.heddle, use.document, use.variables)
        expect(result.errors, use.document).toBeUndefined()
        expect(path).toBe('text')
        const difference = firstDifference(JSON.parse(JSON.stringify(expected.data)), result.data)
        expect(difference, `${use.document} ${JSON.stringify(use.variables)}`).toBeNull()
      }
      const cursor = await walkPages(world, table)
      await writeAll(world, table, rowsOf({ values: operandsOf(world.heddle.schema, table, type.values) }))
      note(engine, type, table, [...uses.map(({ name }) => name), ...(cursor ? ['cursor'] : []), 'write'])
    })
  })
})

test('docs/types.md says what was seen', ({ skip }) => {
  if (noMariadb !== null) return skip(noMariadb)
  const path = join(import.meta.dirname, '../../docs/types.md')
  const kept = noMysql === null ? {} : { my: readCells(readFileSync(path, 'utf8'), 'my') }
  expectGolden(path, printMatrix(findings, kept))
})

function tableOf(world: OpenWorld, engine: Engine, type: TypeCase): Table {
  const table = world.heddle.catalog.tables.get(`${engine}.${tableName(engine, type)}`)
  if (!table) throw new Error(`no table of ${type.name} at ${engine}`)
  return table
}

function note(engine: Engine, type: TypeCase, table: Table, uses: readonly string[]): void {
  const column = table.columns.find(({ name }) => name === 'v')
  if (!column) throw new Error(`${table.id} has no v`)
  const scalars = {
    ...{ int: 'Int', bigint: 'BigInt', float: 'Float', decimal: 'Decimal', string: 'String', boolean: 'Boolean' },
    ...{ uuid: 'UUID', date: 'Date', time: 'Time', dateTime: 'DateTime', localDateTime: 'LocalDateTime' },
    ...{ json: 'JSON', bytes: 'Bytes', enum: 'enum' },
  } as const
  const scalar = '['.repeat(column.type.dimensions) + scalars[column.type.kind] + ']'.repeat(column.type.dimensions)
  const asText = column.type.kind === 'string' && column.type.storage === 'text'
  const refused = (type.refused?.[engine] ?? []).map(({ name }) => name)
  findings[engine].set(type, { scalar, asText, uses: [...new Set(uses)], refused })
}

/** Pages of two in the column's order, forwards and backwards: together they are the list. False where it has no order. */
async function walkPages(world: OpenWorld, table: Table): Promise<boolean> {
  const orderBy = world.heddle.schema.getType(`${table.typeName}OrderBy`)
  if (!orderBy || !('getFields' in orderBy) || !('v' in orderBy.getFields())) return false
  const ask = async (document: string, variables = {}): Promise<Record<string, unknown>> => {
    const { result } = await runEngine(world.heddle, document, variables)
    expect(result.errors, document).toBeUndefined()
    return result.data as Record<string, unknown>
  }
  for (const way of ['asc', 'desc']) {
    const whole = await ask(`query { list: ${table.plural}(orderBy: [{v: ${way}}], limit: 1000) { id } }`)
    const ids = (whole['list'] as readonly { id: number }[]).map(({ id }) => id)
    for (const [count, cursor, edge] of [
      ['first', 'after', 'endCursor'],
      ['last', 'before', 'startCursor'],
    ] as const) {
      const found: number[] = []
      let from: string | null = null
      for (let pages = 0; pages <= ids.length; pages += 1) {
        const document = `query($from: String) { page: ${table.plural}Connection(orderBy: [{v: ${way}}], ${count}: 2, ${cursor}: $from) { nodes { id } pageInfo { ${edge} } } }`
        const { page } = (await ask(document, { from })) as {
          page: { nodes: { id: number }[]; pageInfo: Record<string, string | null> }
        }
        const got = page.nodes.map(({ id }) => id)
        found[count === 'first' ? 'push' : 'unshift'](...got)
        from = page.pageInfo[edge] ?? null
        if (got.length < 2 || from === null) break
      }
      expect(found, `${table.id} ${way} ${count}`).toEqual(ids)
    }
  }
  return true
}

describe.each(available)('what %s holds and the API cannot carry', (engine) => {
  const cases = typesOf(engine).flatMap((type) => (type.refused?.[engine] ?? []).map((value) => ({ type, value })))
  let world: OpenWorld
  beforeAll(async () => {
    world = await openWorld(refusedWorld(engine), { onServer: true })
  })
  afterAll(() => world.close())

  test.each(cases)('$type.name: $value.name is refused at its field', async ({ type, value }) => {
    const table = world.heddle.catalog.tables.get(`${engine}.${refusedTable(engine, type, value)}`)
    if (!table) throw new Error(`no table for ${value.name}`)
    const { result } = await runEngine(world.heddle, `query { rows: ${table.plural} { id v } }`)
    expect(result.data).toEqual({ rows: [{ id: 1, v: null }] })
    expect(result.errors).toMatchObject([
      { path: ['rows', 0, 'v'], extensions: { code: 'VALUE_NOT_REPRESENTABLE', source: engine } },
    ])
  })
})
