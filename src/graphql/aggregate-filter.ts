import { GraphQLInputObjectType, type GraphQLInputFieldConfigMap } from 'graphql'
import type { Column, ColumnType, Table } from '../catalog/catalog.ts'
import { extremeColumns, sumColumns } from './column-use.ts'
import type { InputDraft } from './draft.ts'
import { valueFilter } from './value-filter.ts'

/** Conditions on what rows come to: `count`, and `sum`, `avg`, `min`, `max` where there are columns for them. */
export function aggregateFilters(draft: InputDraft, table: Table): GraphQLInputFieldConfigMap {
  const sums = sumsFilter(draft, table)
  const extremes = extremesFilter(draft, table)
  return {
    count: { type: valueFilter(draft, { kind: 'int', sqlType: 'integer', dimensions: 0 }) },
    ...(sums ? { sum: { type: sums }, avg: { type: sums } } : {}),
    ...(extremes ? { min: { type: extremes }, max: { type: extremes } } : {}),
  }
}

/** `OrderNumericFilter`: a condition on a sum or a mean of each column; null where no column has one. */
function sumsFilter(draft: InputDraft, table: Table): GraphQLInputObjectType | null {
  return columnFilters(draft, table, `${table.typeName}NumericFilter`, sumColumns(table), ({ kind }) => ({
    kind: kind === 'float' ? 'float' : 'decimal', // one input for sum and avg: a mean of whole numbers is a Decimal
    sqlType: 'numeric',
    dimensions: 0,
  }))
}

/** `OrderMinMaxFilter`: a condition on the smallest or largest value of each column; null where no column has one. */
function extremesFilter(draft: InputDraft, table: Table): GraphQLInputObjectType | null {
  return columnFilters(draft, table, `${table.typeName}MinMaxFilter`, extremeColumns(table), (type) => type)
}

function columnFilters(
  draft: InputDraft,
  table: Table,
  name: string,
  columns: readonly Column[],
  compared: (type: ColumnType) => ColumnType,
): GraphQLInputObjectType | null {
  if (columns.length === 0) return null
  const origin = `${name.slice(table.typeName.length)} of table ${table.id}`
  return draft.types.define(name, origin, () => {
    const fields = () => columns.map((column) => [column.name, { type: valueFilter(draft, compared(column.type)) }])
    return new GraphQLInputObjectType({ name, fields: () => Object.fromEntries(fields()) })
  })
}
