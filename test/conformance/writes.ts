import { expect } from 'vitest'
import type { Table } from '../../src/catalog/catalog.ts'
import type { Wire } from '../reference/values.ts'
import { runEngine } from '../support/run-engine.ts'
import type { OpenWorld } from '../support/worlds/open-world.ts'
import { chunksOf } from './uses.ts'

/**
 * What a client writes is what is read. Takes all rows of the table away, creates one for each value in one statement, makes all of them null, and gives each its
 * value again by an update of its own.
 *
 * @param rows values as a client writes them, by falling ids: as they stood there before
 */
export async function writeAll(
  world: OpenWorld,
  table: Table,
  rows: readonly { readonly id: number; readonly v: Wire }[],
): Promise<void> {
  const { typeName, plural } = table
  const many = capital(plural)
  const ask = async (document: string, variables: Readonly<Record<string, Wire>> = {}): Promise<unknown> => {
    const { result } = await runEngine(world.heddle, document, variables)
    expect(result.errors, document).toBeUndefined()
    return result.data
  }
  const read = `{ rows: ${plural}(orderBy: [{id: desc}], limit: 1000) { id v } }`
  const data = `[${typeName}Create!]!`

  await ask(`mutation { delete${many}(where: {id: {isNull: false}}) { count } }`)
  const created = await ask(`mutation($data: ${data}) { create${many}(data: $data) { rows { id v } } }`, { data: rows })
  expect(created, `create of ${table.id}`).toEqual({ [`create${many}`]: { rows } })
  expect(await ask(read)).toEqual({ rows })

  await ask(`mutation { update${many}(where: {id: {isNull: false}}, data: {v: null}) { count } }`)
  for (const some of chunksOf(rows)) {
    const declared = some.map(({ id }) => `$d${id}: ${typeName}Update!`).join(', ')
    const fields = some.map(({ id }) => `r${id}: update${typeName}(where: {id: ${id}}, data: $d${id}) { id v }`)
    const variables = Object.fromEntries(some.map(({ id, v }) => [`d${id}`, { v }]))
    const updated = await ask(`mutation(${declared}) @atomic { ${fields.join(' ')} }`, variables)
    const written = Object.fromEntries(some.map((row) => [`r${row.id}`, row]))
    expect(updated, `update of ${table.id}`).toEqual(written)
  }
  expect(await ask(read)).toEqual({ rows })
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
