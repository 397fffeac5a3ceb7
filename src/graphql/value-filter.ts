import {
  GraphQLBoolean,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputType,
} from 'graphql'
import type { ColumnType, ValueKind } from '../catalog/catalog.ts'
import type { InputDraft } from './draft.ts'
import { JSONPathScalar } from './scalars/json-path.ts'
import { columnInputType, leafType } from './value-type.ts'

const equality = ['eq', 'ne'] as const
const order = ['gt', 'gte', 'lt', 'lte'] as const
const membership = ['in', 'notIn'] as const
const pattern = ['like', 'ilike', 'notLike', 'notIlike', 'contains', 'startsWith', 'endsWith'] as const

/** What lists can be asked of what they hold, and documents that a database compares as such. */
const containment = ['contains', 'containedBy'] as const
const overlap = ['overlaps'] as const

type Operator = (
  typeof equality | typeof order | typeof membership | typeof pattern | typeof containment | typeof overlap
)[number]

const comparable: readonly Operator[] = [...equality, ...order, ...membership]
const distinguishable: readonly Operator[] = [...equality, ...membership]

/** The operators of each kind of value, beside `isNull` and the logic that all have. */
const operators: Readonly<Record<ValueKind, readonly Operator[]>> = {
  int: comparable,
  bigint: comparable,
  float: comparable,
  decimal: comparable,
  date: comparable,
  time: comparable,
  dateTime: comparable,
  localDateTime: comparable,
  string: [...comparable, ...pattern],
  uuid: distinguishable,
  enum: distinguishable,
  bytes: distinguishable,
  boolean: equality,
  json: [], // no equality of JSON holds in every database
}

const lists: ReadonlySet<Operator> = new Set(membership)

/** The filter of a column's type, shared by all columns of the type: `IntFilter`, `UserRoleFilter`, `StringListFilter`. */
export function valueFilter(draft: InputDraft, type: ColumnType): GraphQLInputObjectType {
  const leaf = leafType(draft, type)
  const document = isDocument(type)
  const name = `${document ? 'JSONB' : leaf.name}${'List'.repeat(type.dimensions)}Filter`
  const made = type.kind === 'enum' ? `the enum ${type.enum}` : document ? 'jsonb' : `the scalar ${leaf.name}`
  return draft.types.define(name, `the filter of ${'lists of '.repeat(type.dimensions)}${made}`, () => {
    const operand = columnInputType(draft, type)
    const usable = document ? containment : type.dimensions === 0 ? operators[type.kind] : listOperators(type)
    const filter: GraphQLInputObjectType = new GraphQLInputObjectType({
      name,
      fields: () => ({
        ...operatorFields(usable, operand),
        ...(type.kind === 'json' && type.dimensions === 0 ? { path: pathField(draft) } : {}),
        isNull: { type: GraphQLBoolean },
        ...logicFields(filter),
      }),
    })
    return filter
  })
}

/** `NOT`, `AND`, `OR` of a filter. */
export function logicFields(filter: GraphQLInputObjectType): GraphQLInputFieldConfigMap {
  const all = { type: new GraphQLList(new GraphQLNonNull(filter)) }
  return { NOT: { type: filter }, AND: all, OR: all }
}

function listOperators(type: ColumnType): readonly Operator[] {
  return type.kind === 'json' ? [] : [...equality, ...containment, ...overlap]
}

/** JSON that its database keeps as a document, and compares part by part. */
function isDocument(type: ColumnType): boolean {
  return type.kind === 'json' && type.sqlType === 'jsonb' && type.dimensions === 0
}

function pathField(draft: InputDraft) {
  return {
    type: new GraphQLList(new GraphQLNonNull(pathFilter(draft))),
    description: 'What stands at places inside of the document. All must hold.',
  }
}

/** `JSONPathFilter`: the value at one place of a document, read as one of the kinds that JSON has. */
function pathFilter(draft: InputDraft): GraphQLInputObjectType {
  return draft.types.define('JSONPathFilter', 'the filter of places in JSON', () => {
    const of = (kind: 'string' | 'float' | 'boolean', what: string) => ({
      type: valueFilter(draft, { kind, sqlType: kind, dimensions: 0 }),
      description: `The ${what} there. Anything else is as good as nothing.`,
    })
    return new GraphQLInputObjectType({
      name: 'JSONPathFilter',
      fields: () => ({
        at: { type: new GraphQLNonNull(JSONPathScalar) },
        string: of('string', 'text'),
        number: of('float', 'number, as a Float'),
        boolean: of('boolean', 'boolean'),
        isNull: { type: GraphQLBoolean, description: "Whether there is nothing, or JSON's null." },
      }),
    })
  })
}

function operatorFields(names: readonly Operator[], operand: GraphQLInputType): GraphQLInputFieldConfigMap {
  const list = new GraphQLList(new GraphQLNonNull(operand))
  return Object.fromEntries(names.map((name) => [name, { type: lists.has(name) ? list : operand }]))
}
