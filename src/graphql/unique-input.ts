import { GraphQLID, GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputFieldConfig } from 'graphql'
import type { Column, Key, Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import type { Draft } from './draft.ts'
import { fieldMap } from './field-map.ts'
import { columnInputType } from './value-type.ts'

/** `UserUnique @oneOf`: the ways to name one row; null where the table has no unique key. */
export function uniqueInput(draft: Draft, table: Table): GraphQLInputObjectType | null {
  if (table.keys.length === 0) return null
  const name = `${table.typeName}Unique`
  return draft.types.define(name, `the unique keys of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () =>
        fieldMap<GraphQLInputFieldConfig>(name, [
          ...table.keys.map((key) => ({
            name: key.name,
            origin: `unique key (${key.columns.join(', ')}) of table ${table.id}`,
            field: { type: keyInput(draft, table, key) },
          })),
          ...(table.primaryKey ? [{ name: 'nodeId', origin: 'the node id', field: { type: GraphQLID } }] : []),
        ]),
    })
  })
}

function keyInput(draft: Draft, table: Table, key: Key): GraphQLInputFieldConfig['type'] {
  const columns = key.columns.map((name) => columnOf(table, name))
  const [first, second] = columns
  return first && !second ? columnInputType(draft, first.type) : compositeKeyInput(draft, table, columns)
}

/** `FilmActorUniqueActorIdFilmId`: all columns of a composite key. */
function compositeKeyInput(draft: Draft, table: Table, columns: readonly Column[]): GraphQLInputObjectType {
  const name = `${table.typeName}Unique${columns.map((column) => capitalized(column.name)).join('')}`
  const origin = `the unique key (${columns.map((column) => column.name).join(', ')}) of table ${table.id}`
  return draft.types.define(name, origin, () => {
    const fields = () =>
      columns.map((column) => [column.name, { type: new GraphQLNonNull(columnInputType(draft, column.type)) }])
    return new GraphQLInputObjectType({ name, fields: () => Object.fromEntries(fields()) })
  })
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
