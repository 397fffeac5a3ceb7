import { GraphQLEnumType } from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { distinctColumns } from './column-use.ts'
import type { Draft } from './draft.ts'

/** `UserColumn`: the columns of a table whose values can be told apart; null where there are none. */
export function columnEnum(draft: Draft, table: Table): GraphQLEnumType | null {
  const columns = distinctColumns(table)
  if (columns.length === 0) return null
  const name = `${table.typeName}Column`
  return draft.types.define(name, `the columns of table ${table.id}`, () => {
    return new GraphQLEnumType({ name, values: Object.fromEntries(columns.map((column) => [column.name, {}])) })
  })
}
