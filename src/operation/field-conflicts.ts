import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { HeddleError } from '../errors.ts'
import { limitExceeded } from './limits.ts'

/** Selected fields that are looked at, each as often as it is merged with others: ten times what documents may have. */
const MOST_VISITS = 20_000

/** A field as it is selected, in the type that has it. */
interface Selected {
  readonly node: FieldNode
  readonly parent: GraphQLNamedType
  /** Undefined of `__typename`, which every type has alike. */
  readonly type: GraphQLOutputType | undefined
}

/**
 * The fields of a document that have one response name and are not the same: what the rule OverlappingFieldsCanBeMerged
 * finds, in time that grows with the document. The rule of graphql-js compares each field with each: 480 times
 * `friend { id }` take it a fifth of a second, after which it gives up. Here all fields of a name are compared with the
 * first of them, and what is selected in them is one set from there on.
 *
 * The idea is Simon Adameit's: https://tech.new-work.se/graphql-overlapping-fields-can-be-merged-fast-ea6e92e0a01
 *
 * Fields of an interface are compared with those of each type that may implement it, so interfaces in each other can still
 * be made to take long: after {@link MOST_VISITS} it ends.
 *
 * @param document valid but for this rule: its types and fields are there, and no fragment uses itself
 * @throws HeddleError LIMIT_EXCEEDED
 * @example fieldConflicts(schema, parse('{ user { a: id a: name } }'))[0].message // 'Fields "a" conflict because …'
 */
export function fieldConflicts(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  }
  const errors: GraphQLError[] = []
  // Fragments that double lead to the same fields in exponentially many ways; each group of them is compared once.
  const numbers = new Map<FieldNode, number>()
  const compared = new Set<string>()
  let visits = 0

  function collect(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    into: Map<string, Selected[]>,
    spread: Set<string>,
  ): void {
    visits += set.selections.length
    if (visits > MOST_VISITS) throw tooMany()
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value
        const field = { node: selection, parent, type: typeOf(parent, selection.name.value, schema) }
        const others = into.get(name)
        if (others) others.push(field)
        else into.set(name, [field])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition
        collect(selection.selectionSet, (condition && typeFromAST(schema, condition)) ?? parent, into, spread)
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value)
        const fragment = fragments.get(selection.name.value)
        const type = fragment && typeFromAST(schema, fragment.typeCondition)
        if (type) collect(fragment.selectionSet, type, into, spread)
      }
    }
  }

  /** @param exclusive whether no row has all of these fields: then only the form of their values has to be the same */
  function compare(name: string, fields: readonly Selected[], exclusive: boolean, path: readonly string[]): void {
    const groups = exclusive ? [] : overlapping(fields)
    const below = fields.length > 1 ? [...path, name] : []
    for (const group of groups) if (report(group, below, differentFrom)) return
    // `__typename` differs from none in form, and so nothing can be told of others by it.
    const typed = fields.filter(({ type }) => type)
    if (report(typed, below, differsInForm)) return
    for (const group of groups) compareBelow(group, false, below)
    if (groups.length !== 1) compareBelow(fields, true, below)
  }

  function compareBelow(fields: readonly Selected[], exclusive: boolean, path: readonly string[]): void {
    const nested = fields.filter(({ node, type }) => node.selectionSet && type)
    if (nested.length === 0) return
    const key = `${exclusive} ${nested.map(({ node }) => numberOf(node)).join()}`
    if (compared.has(key)) return
    compared.add(key)
    const into = new Map<string, Selected[]>()
    const spread = new Set<string>()
    for (const { node, type } of nested) {
      collect(node.selectionSet as SelectionSetNode, getNamedType(type as GraphQLOutputType), into, spread)
    }
    for (const [name, group] of into) compare(name, group, exclusive, path)
  }

  function numberOf(node: FieldNode): number {
    const number = numbers.get(node) ?? numbers.size
    numbers.set(node, number)
    return number
  }

  /** Whether one of the fields is not like the first. */
  function report(
    [first, ...others]: readonly Selected[],
    path: readonly string[],
    differs: (one: Selected) => (other: Selected) => string | undefined,
  ): boolean {
    if (!first || others.length === 0) return false
    const reasonOf = differs(first)
    for (const other of others) {
      const reason = reasonOf(other)
      if (reason === undefined) continue
      const where = path.map(short).join('" conflict because subfields "')
      errors.push(
        new GraphQLError(
          `Fields "${where}" conflict because ${reason}. Use different aliases on the fields to fetch both if this was intentional.`,
          { nodes: [first.node, other.node] },
        ),
      )
      return true
    }
    return false
  }

  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue
    const root = schema.getRootType(operation.operation)
    if (!root) continue
    const into = new Map<string, Selected[]>()
    collect(operation.selectionSet, root, into, new Set())
    for (const [name, fields] of into) compare(name, fields, false, [])
  }
  return errors
}

function tooMany(): HeddleError {
  const message = 'The document selects fields of interfaces in too many combinations of types.'
  return limitExceeded('fields', message, 'Ask for less, or in several operations.')
}

function typeOf(parent: GraphQLNamedType, name: string, schema: GraphQLSchema): GraphQLOutputType | undefined {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef.type
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef.type
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined
}

/** The fields that one row can have: those of each object type with those of all interfaces, which it may implement. */
function overlapping(fields: readonly Selected[]): readonly (readonly Selected[])[] {
  const parents = new Set(fields.map(({ parent }) => parent).filter(isObjectType))
  if (parents.size <= 1) return [fields]
  return [...parents].map((type) => fields.filter(({ parent }) => parent === type || !isObjectType(parent)))
}

/** Why a value has another form than this field's. */
function differsInForm({ type: one }: Selected): (other: Selected) => string | undefined {
  const form = one && responseForm(one)
  return ({ type: other }) => {
    if (!one || !other || one === other || form === responseForm(other)) return undefined
    return `they return conflicting types "${String(one)}" and "${String(other)}"`
  }
}

/** What clients see of a type: its lists and nulls, and the name of a leaf. */
function responseForm(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${responseForm(getNullableType(type))}!`
  if (isListType(type)) return `[${responseForm(type.ofType as GraphQLOutputType)}]`
  return isLeafType(type) ? type.name : '{}'
}

/** Why a field is not the same as this one. */
function differentFrom({ node }: Selected): (other: Selected) => string | undefined {
  const name = node.name.value
  const given = argumentsOf(node)
  return ({ node: other }) => {
    if (other.name.value !== name) return `"${short(name)}" and "${short(other.name.value)}" are different fields`
    return argumentsOf(other) === given ? undefined : 'they have differing arguments'
  }
}

function argumentsOf({ arguments: given = [] }: FieldNode): string {
  return given.length === 0 ? '' : sorted(given.map(({ name, value }) => `${name.value}:${textOf(value)}`))
}

function textOf(value: ValueNode): string {
  if (value.kind === Kind.LIST) return `[${value.values.map(textOf).join()}]`
  if (value.kind === Kind.OBJECT)
    return `{${sorted(value.fields.map((each) => `${each.name.value}:${textOf(each.value)}`))}}`
  return print(value)
}

const sorted = (texts: string[]): string => texts.sort().join()

/** A name as long as a document would make an error that nobody can read. */
const short = (name: string): string => (name.length > 100 ? `${name.slice(0, 100)}…` : name)
