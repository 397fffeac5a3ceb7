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
import { mayWrite } from '../catalog/table-writes.ts'
import { mayCreate, updatableColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import type { NamedField } from './field-map.ts'
import { relationOrigin } from './relation-use.ts'
import { uniqueInput } from './unique-input.ts'
import { matchField } from './where-input.ts'

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
  if (holder === 'junction' && !pairsFreely(catalog, relation)) return null
  // The row that holds the key takes the other's: whoever writes it must be one who may write these columns.
  const held = holder === 'to' ? relation.on.map(({ to }) => to) : []
  const may: Held = {
    columns: held,
    create: creates(target) && held.every((column) => mayWrite(target, 'create', column)),
    connect: held.every((column) => mayWrite(target, 'update', column)),
  }
  if (relation.cardinality === 'many') return listInput(draft, target, action, may)
  if (holder === 'to' && !(may.create && may.connect)) return null
  const own = tableById(catalog, relation.from)
  if (holder === 'from' && !relation.on.every(({ from }) => mayWrite(own, action, from))) return null
  return holder === 'junction' ? null : oneInput(draft, target)
}

/** The columns of a row that hold the key of another, and what the role may do through them. */
interface Held {
  readonly columns: readonly string[]
  readonly create: boolean
  readonly connect: boolean
}

/**
 * Whether pairs are made and taken out along with rows: not where rules look at new ones, or count them, which are for rows
 * that were named. Which pairs are there for the viewer is told by a policy where the pair is a key: else another that is hidden
 * could be meant as well.
 */
function pairsFreely(catalog: Catalog, { on, through }: Relation): boolean {
  if (!through) return false
  const junction = tableById(catalog, through.table)
  const { create, delete: part } = junction.writes
  if (!create || !part) return false
  if ([create, part].some(({ set, checked, limit }) => set.length > 0 || checked || limit !== null)) return false
  const pair = [...on.map(({ to }) => to), ...through.on.map(({ from }) => from)]
  const isKey = junction.keys.some((key) => key.columns.every((column) => pair.includes(column)))
  if ((junction.rights?.policed || part.ruled) && !isKey) return false
  return pair.every((column) => mayWrite(junction, 'create', column))
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
function listInput(
  draft: Draft,
  table: Table,
  action: 'create' | 'update',
  { columns, create, connect }: Held,
): GraphQLInputObjectType | null {
  const { writes } = table
  const updates = updatableColumns(table).length > 0
  const fields: [string, () => GraphQLInputType][] = [
    ...only(create, 'create', () => draft.writeInput(table, 'create')),
    ...only(connect && writes.update !== null, 'connect', () => uniqueOf(draft, table)),
    ...only(action === 'update' && updates, 'update', () => updateOneInput(draft, table)),
    ...only(action === 'update' && writes.delete !== null, 'delete', () => uniqueOf(draft, table)),
  ]
  if (fields.length === 0) return null
  // Where a role may write rows, but not connect them this way, the input is one for this way alone.
  const full = create === creates(table) && (connect || writes.update === null)
  const by = full ? '' : `By${columns.map(capital).join('')}`
  const name = `${capital(table.plural)}${capital(action)}${by}`
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

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function creates(table: Table): boolean {
  return table.writes.create !== null && mayCreate(table)
}

/** `OrderUpdateOne`: which row of the parent's, and what changes of it. */
function updateOneInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}UpdateOne`
  return draft.types.define(name, `a change of one row of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => ({
        where: { type: new GraphQLNonNull(uniqueOf(draft, table)) },
        ifMatch: matchField(draft, table),
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
