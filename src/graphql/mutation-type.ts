import { GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, type GraphQLFieldConfig } from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import type { WriteAction } from '../catalog/field-meta.ts'
import { identityOf } from '../catalog/table-writes.ts'
import { incrementColumns, mayCreate, updatableColumns, upsertKeys } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { generatedField, type GeneratedField } from './generated-field.ts'
import { incrementInput } from './update-input.ts'
import { uniqueInput } from './unique-input.ts'
import { upsertArguments } from './upsert-arguments.ts'
import { matchField, whereInput } from './where-input.ts'

type RootField = NamedField<GraphQLFieldConfig<unknown, unknown>>

/** `Mutation`: what may be written of every table, in the catalog's order; null where nothing may. */
export function mutationType(draft: Draft): GraphQLObjectType | null {
  const tables = [...draft.catalog.tables.values()]
  if (!tables.some((table) => writeActions(table).length > 0)) return null
  return new GraphQLObjectType<unknown, unknown>({
    name: 'Mutation',
    fields: () =>
      fieldMap(
        'Mutation',
        tables.flatMap((table) => tableFields(draft, table)),
      ),
  })
}

/** What may be done to a table's rows. */
function writeActions(table: Table): WriteAction[] {
  if (!identityOf(table)) return []
  const create = mayCreate(table)
  const update = updatableColumns(table).length > 0
  return [
    ...(create ? (['create'] as const) : []),
    ...(update ? (['update'] as const) : []),
    ...(create && update && upsertKeys(table).length > 0 ? (['upsert'] as const) : []),
    ...(table.writes.delete ? (['delete'] as const) : []),
  ]
}

function tableFields(draft: Draft, table: Table): RootField[] {
  return writeActions(table).flatMap((action) => {
    const one = writeField(draft, table, action, false)
    return action === 'upsert' ? [one] : [one, writeField(draft, table, action, true)]
  })
}

function writeField(draft: Draft, table: Table, action: WriteAction, many: boolean): RootField {
  // Null where there is no such row, or none that the role may see; else null only on error.
  const made = action === 'create' || action === 'upsert'
  const sure = many || (made && !table.rights?.policed)
  return {
    name: `${action}${capital(many ? table.plural : table.single)}`,
    origin: `table ${table.id}`,
    field: generatedField(
      { kind: 'write', action, many, table: table.id },
      {
        type: many ? rowsType(draft, table) : draft.rowType(table),
        args: writeArguments(draft, table, action, many),
        ...(sure
          ? { semanticNonNull: true }
          : { description: made ? 'Null where the row may not be seen.' : 'Null where there is no such row.' }),
      },
    ),
  }
}

function writeArguments(
  draft: Draft,
  table: Table,
  action: WriteAction,
  many: boolean,
): NonNullable<GeneratedField['args']> {
  switch (action) {
    case 'create': {
      const data = new GraphQLNonNull(draft.writeInput(table, 'create'))
      return { data: { type: many ? new GraphQLNonNull(new GraphQLList(data)) : data } }
    }
    case 'update': {
      const data = draft.writeInput(table, 'update')
      const inc = incrementColumns(table).length > 0 ? incrementInput(draft, table) : null
      return {
        ...whichRows(draft, table, many),
        ...(inc ? { data: { type: data }, inc: { type: inc } } : { data: { type: new GraphQLNonNull(data) } }),
      }
    }
    case 'upsert':
      return { data: { type: new GraphQLNonNull(draft.writeInput(table, 'create')) }, ...upsertArguments(draft, table) }
    case 'delete':
      return whichRows(draft, table, many)
  }
}

function whichRows(draft: Draft, table: Table, many: boolean): NonNullable<GeneratedField['args']> {
  const one = many ? null : uniqueInput(draft, table)
  if (one === null) return { where: { type: new GraphQLNonNull(whereInput(draft, table)) } }
  return {
    where: { type: new GraphQLNonNull(one) },
    ifMatch: matchField(draft, table),
  }
}

/** `UserRows`: the rows that a mutation wrote, and how many. */
function rowsType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}Rows`
  return draft.types.define(name, `the written rows of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      fields: () => ({
        count: generatedField({ kind: 'writtenField', field: 'count' }, { type: new GraphQLNonNull(GraphQLInt) }),
        rows: generatedField(
          { kind: 'writtenField', field: 'rows' },
          { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(draft.rowType(table)))) },
        ),
      }),
    })
  })
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
