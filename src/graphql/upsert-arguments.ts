import { GraphQLEnumType, GraphQLList, GraphQLNonNull, type GraphQLFieldConfigArgumentMap } from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { identityOf } from '../catalog/table-writes.ts'
import { columnEnum } from './column-enum.ts'
import { distinctColumns, updatableColumns, upsertKeys } from './column-use.ts'
import type { Draft } from './draft.ts'

/** `on, update` of an upsert: which key tells that the row is there already, and what then changes. */
export function upsertArguments(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  const columns = changedEnum(draft, table)
  const keys = upsertKeys(table)
  const usual = keys.find(({ name }) => name === identityOf(table)?.name) ?? keys[0]
  return {
    on: { type: new GraphQLNonNull(keyEnum(draft, table)), defaultValue: usual?.name },
    ...(columns
      ? {
          update: {
            type: new GraphQLList(new GraphQLNonNull(columns)),
            description: 'What changes where the row is there: all that is given, unless said. `[]` changes nothing.',
          },
        }
      : {}),
  }
}

/** `UserKey`: the unique keys of a table. */
function keyEnum(draft: Draft, table: Table): GraphQLEnumType {
  const name = `${table.typeName}Key`
  return draft.types.define(name, `the unique keys of table ${table.id}`, () => {
    return new GraphQLEnumType({ name, values: Object.fromEntries(upsertKeys(table).map((key) => [key.name, {}])) })
  })
}

/** What an upsert may change: `UserColumn`, or `UserUpsertColumn` for a role that may not change some of those. */
function changedEnum(draft: Draft, table: Table): GraphQLEnumType | null {
  const columns = updatableColumns(table)
  const key = identityOf(table)?.columns ?? []
  const every = distinctColumns(table).every(
    ({ name, generated }) => generated || key.includes(name) || columns.some((column) => column.name === name),
  )
  if (every) return columnEnum(draft, table)
  const name = `${table.typeName}UpsertColumn`
  return draft.types.define(name, `what an upsert changes of table ${table.id}`, () => {
    return new GraphQLEnumType({ name, values: Object.fromEntries(columns.map((column) => [column.name, {}])) })
  })
}
