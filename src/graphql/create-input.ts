import { GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputFieldConfig } from 'graphql'
import type { Catalog, Column, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { columnOrigin, creatableColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { nestedFields } from './nested-input.ts'
import { columnInputType } from './value-type.ts'

/**
 * `UserCreate`: a row to insert, and rows to write along with it. Required is what the database neither knows nor makes and
 * no relation fills.
 */
export function createInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Create`
  return draft.types.define(name, `a new row of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => {
        const filled = draft.filledColumns.get(table.id)
        return fieldMap<GraphQLInputFieldConfig>(name, [
          ...creatableColumns(table).map((column) =>
            columnField(draft, table, column, filled?.has(column.name) ?? false),
          ),
          ...nestedFields(draft, table, 'create'),
        ])
      },
    })
  })
}

/** By table: columns that refer to another row. The row that is written along with theirs fills them. */
export function columnsFilledByRelations(catalog: Catalog): ReadonlyMap<string, ReadonlySet<string>> {
  const filled = new Map<string, Set<string>>()
  const add = (table: string, column: string): void => {
    const columns = filled.get(table)
    if (columns) columns.add(column)
    else filled.set(table, new Set([column]))
  }
  for (const relation of [...catalog.tables.values()].flatMap(({ relations }) => relations)) {
    const holder = keyHolder(catalog, relation)
    if (holder === 'from') for (const { from } of relation.on) add(relation.from, from)
    if (holder === 'to') for (const { to } of relation.on) add(relation.to, to)
  }
  return filled
}

function columnField(draft: Draft, table: Table, column: Column, filled: boolean): NamedField<GraphQLInputFieldConfig> {
  const type = columnInputType(draft, column.type)
  const optional = column.nullable || column.hasDefault || filled
  return {
    name: column.name,
    origin: columnOrigin(table, column),
    field: { type: optional ? type : new GraphQLNonNull(type), description: column.description },
  }
}
