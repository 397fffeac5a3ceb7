import * as fc from 'fast-check'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** What values are drawn of, by scalar, as GraphQL writes them. */
export type Pools = Readonly<Record<string, readonly string[]>>

type Draw = (most: number) => number

/**
 * Any one mutation that a schema allows: whatever it may write, by whatever filter, with rows in rows, and whatever may be
 * read of what it wrote. It is drawn of the schema alone, so what a role may not name is not in it.
 */
export function arbitraryMutation(schema: GraphQLSchema, pools: Pools): fc.Arbitrary<string> {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})
  return fc.infiniteStream(fc.nat()).map((numbers) => {
    const next = numbers[Symbol.iterator]()
    const draw: Draw = (most) => Number(next.next().value) % most
    const field = fields[draw(fields.length)]!
    const args = field.args.flatMap(({ name, type }) => {
      return isNonNullType(type) || draw(2) === 0 ? [`${name}: ${drawValue(draw, pools, type, 4)}`] : []
    })
    const type = getNamedType(field.type)
    const selection = isObjectType(type) ? drawSelection(draw, type, 3) : ''
    return `mutation { ${field.name}(${args.join(', ')})${selection} }`
  })
}

function drawValue(draw: Draw, pools: Pools, type: GraphQLInputType, depth: number): string {
  if (isNonNullType(type)) return drawValue(draw, pools, type.ofType, depth)
  if (isListType(type)) {
    const items = Array.from({ length: 1 + draw(2) }, () => drawValue(draw, pools, type.ofType, depth))
    return `[${items.join(', ')}]`
  }
  if (isEnumType(type)) return type.getValues()[draw(type.getValues().length)]!.name
  if (!isInputObjectType(type)) {
    const pool = pools[type.name] ?? ['null']
    return pool[draw(pool.length)]!
  }
  const all = Object.values(type.getFields())
  const leaves = all.filter((each) => !isInputObjectType(getNamedType(each.type)))
  if (type.isOneOf) {
    const some = depth > 0 || leaves.length === 0 ? all : leaves
    const one = some[draw(some.length)]!
    return `{${one.name}: ${drawValue(draw, pools, one.type, depth - 1)}}`
  }
  // Filters and operators say one or two things, rows a few.
  const row = /(?:Create|Update|Inc|UpdateOne)$/.test(type.name)
  const wanted = new Set(all.filter((each) => isNonNullType(each.type)))
  const some = depth > 0 ? all : leaves
  const more = row ? 1 + draw(3) : Math.max(0, 1 + draw(2) - wanted.size)
  for (let count = 0; count < more && some.length > 0; count += 1) wanted.add(some[draw(some.length)]!)
  return `{${[...wanted].map((each) => `${each.name}: ${drawValue(draw, pools, each.type, depth - 1)}`).join(', ')}}`
}

function drawSelection(draw: Draw, type: GraphQLObjectType, depth: number): string {
  const parts = Object.values(type.getFields()).flatMap((field): string[] => {
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return []
    const named = getNamedType(field.type)
    if (!isObjectType(named)) return draw(2) === 0 ? [field.name] : []
    const wanted = field.name === 'rows' ? draw(4) > 0 : depth > 0 && draw(4) === 0
    return wanted && depth > 0 ? [`${field.name}${drawSelection(draw, named, depth - 1)}`] : []
  })
  return ` { __typename ${parts.join(' ')} }`
}
