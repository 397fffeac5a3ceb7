import { getNullableType, isListType, type GraphQLFieldResolver } from 'graphql'
import { isRow } from './row.ts'
import { Sentinel } from '../errors.ts'

/**
 * The one resolver of all generated fields. On the result tree that the engine hands in as root value it reads by response
 * name; on an object that a resolver of the user returned, by the field's name, as graphql-js's own resolver does.
 *
 * @throws the error of a {@link Sentinel}
 */
export const readField: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
  if (!isRow(source)) return readProperty(source, args, context, info)
  const key = info.path.key
  const value = Object.hasOwn(source, key) ? source[key] : undefined
  if (value instanceof Sentinel) throw value.error
  return Array.isArray(value) && isListType(getNullableType(info.returnType)) ? withErrors(value) : value
}

const readProperty: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
  if (typeof source !== 'object' || source === null) return undefined
  const object = source as Record<string, unknown>
  const property = object[info.fieldName]
  // Called as a method, as graphql-js does, so that `this` is the object.
  return typeof property === 'function' ? (property.call(object, args, context, info) as unknown) : property
}

/** graphql-js throws an Error that it finds as an item of a list, at the item's own path. */
function withErrors(items: readonly unknown[]): readonly unknown[] {
  const needed = items.some((item) => item instanceof Sentinel || Array.isArray(item))
  if (!needed) return items
  return items.map((item) => {
    if (item instanceof Sentinel) return item.error
    return Array.isArray(item) ? withErrors(item) : item
  })
}
