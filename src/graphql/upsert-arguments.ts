import { GraphQLEnumType, GraphQLList, GraphQLNonNull, type GraphQLFieldConfigArgumentMap } from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { identityOf } from '../catalog/table-writes.ts'
import { columnEnum } from './column-enum.ts'
import type { Draft } from './draft.ts'

/** `on, update` of an upsert: which key tells that the row is there already, and what then changes. */
export function upsertArguments(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  const columns = columnEnum(draft, table)
  return {
    on: { type: new GraphQLNonNull(keyEnum(draft, table)), defaultValue: identityOf(table)?.name },
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
    return new GraphQLEnumType({ name, values: Object.fromEntries(table.keys.map((key) => [key.name, {}])) })
  })
}
