import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfig,
  type GraphQLInputType,
} from 'graphql'
import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { tableById } from '../catalog/lookup.ts'
import { mayCreate, updatableColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import type { NamedField } from './field-map.ts'
import { relationOrigin } from './relation-use.ts'
import { uniqueInput } from './unique-input.ts'

/** `addresses: AddressesCreate`, `user: UserCreateOne`: the rows that are written along with one, through its relations. */
export function nestedFields(
  draft: Draft,
  table: Table,
  action: 'create' | 'update',
): NamedField<GraphQLInputFieldConfig>[] {
  return table.relations.flatMap((relation) => {
    const type = nestedInput(draft, relation, action)
    return type ? [{ name: relation.name, origin: relationOrigin(relation), field: { type } }] : []
  })
}

function nestedInput(draft: Draft, relation: Relation, action: 'create' | 'update'): GraphQLInputObjectType | null {
  const { catalog } = draft
  const target = tableById(catalog, relation.to)
  const holder = keyHolder(catalog, relation)
  if (target.keys.length === 0) return null
  if (holder === 'junction' && !junctionWritable(catalog, relation)) return null
  if (relation.cardinality === 'many') return listInput(draft, target, action)
  // The other row holds the key: it changes, whether it is made or found.
  if (holder === 'to' && !(target.writes.create && target.writes.update)) return null
  return holder === 'junction' ? null : oneInput(draft, target)
}

function junctionWritable(catalog: Catalog, { through }: Relation): boolean {
  const writes = through && tableById(catalog, through.table).writes
  return writes?.create === true && writes.delete
}

/** `UserCreateOne @oneOf`: the row that a to-one relation leads to, made or found. */
function oneInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}CreateOne`
  return draft.types.define(name, `a row of table ${table.id}, made or found`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () => ({
        ...(creates(table) ? { create: { type: draft.writeInput(table, 'create') } } : {}),
        connect: { type: uniqueOf(draft, table) },
      }),
    })
  })
}

/** `OrdersCreate`, `OrdersUpdate`: what becomes of the rows that a to-many relation leads to; null where nothing may. */
function listInput(draft: Draft, table: Table, action: 'create' | 'update'): GraphQLInputObjectType | null {
  const { writes } = table
  const updates = writes.update && updatableColumns(table).length > 0
  const fields: [string, () => GraphQLInputType][] = [
    ...only(creates(table), 'create', () => draft.writeInput(table, 'create')),
    ...only(writes.update, 'connect', () => uniqueOf(draft, table)),
    ...only(action === 'update' && updates, 'update', () => updateOneInput(draft, table)),
    ...only(action === 'update' && writes.delete, 'delete', () => uniqueOf(draft, table)),
  ]
  if (fields.length === 0) return null
  const name = `${table.plural.charAt(0).toUpperCase()}${table.plural.slice(1)}${action === 'create' ? 'Create' : 'Update'}`
  return draft.types.define(name, `rows of table ${table.id} to ${action}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () =>
        Object.fromEntries(
          fields.map(([field, type]) => [field, { type: new GraphQLList(new GraphQLNonNull(type())) }]),
        ),
    })
  })
}

function only(allowed: boolean, name: string, type: () => GraphQLInputType): [string, () => GraphQLInputType][] {
  return allowed ? [[name, type]] : []
}

function creates(table: Table): boolean {
  return table.writes.create && mayCreate(table)
}

/** `OrderUpdateOne`: which row of the parent's, and what changes of it. */
function updateOneInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}UpdateOne`
  return draft.types.define(name, `a change of one row of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => ({
        where: { type: new GraphQLNonNull(uniqueOf(draft, table)) },
        data: { type: new GraphQLNonNull(draft.writeInput(table, 'update')) },
      }),
    })
  })
}

function uniqueOf(draft: Draft, table: Table): GraphQLInputObjectType {
  const unique = uniqueInput(draft, table)
  if (!unique) throw new Error(`Invariant violated: table ${table.id} has a key`)
  return unique
}
