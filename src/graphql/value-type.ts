import {
  GraphQLEnumType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql'
import type { Column, ColumnType } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { InputDraft } from './draft.ts'
import { scalarOfKind } from './scalars.ts'

/** The scalar or enum of a column, whatever its dimensions. */
export function leafType(draft: InputDraft, type: ColumnType): GraphQLLeafType {
  return type.kind === 'enum' ? enumType(draft, type) : scalarOfKind[type.kind]
}

/**
 * What a column reads as. A JSON column is nullable also where the database forbids NULL, because JSON has a null of its
 * own; items of lists are, because no database can forbid them.
 */
export function columnOutputType(draft: InputDraft, column: Column): GraphQLOutputType {
  let type: GraphQLOutputType = leafType(draft, column.type)
  for (let level = 0; level < column.type.dimensions; level++) type = new GraphQLList(type)
  const mayBeNull = column.nullable || (column.type.kind === 'json' && column.type.dimensions === 0)
  return mayBeNull ? type : new GraphQLNonNull(type)
}

/** What a column is compared with. */
export function columnInputType(draft: InputDraft, type: ColumnType): GraphQLInputType {
  let input: GraphQLInputType = leafType(draft, type)
  for (let level = 0; level < type.dimensions; level++) input = new GraphQLList(new GraphQLNonNull(input))
  return input
}

/** Values inside of Heddle are the names of the API, on the way in and on the way out: the catalog knows the database's. */
function enumType(draft: InputDraft, { enum: key }: ColumnType): GraphQLEnumType {
  const info = key === undefined ? undefined : draft.catalog.enums.get(key)
  invariant(info, `an enum column names the enum ${String(key)}, which the catalog lacks`)
  return draft.types.define(info.name, `the enum ${key}`, () => {
    const values = info.values.map(({ name, description }) => [name, description ? { description } : {}] as const)
    return new GraphQLEnumType({
      name: info.name,
      description: info.description,
      values: Object.fromEntries(values),
    })
  })
}
