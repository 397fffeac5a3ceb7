import { getNullableType, isListType, type GraphQLFieldResolver } from 'graphql'
import { HeddleError, Sentinel } from '../errors.ts'
import { isRow } from './row.ts'

/**
 * The one resolver of all generated fields. On the result tree that the engine hands in as root value it reads by response
 * name; on an object that a resolver of the user returned, by the field's name, as graphql-js's own resolver does.
 *
 * @throws the error of a {@link Sentinel}, and INTERNAL_SERVER_ERROR for what an object of the user leaves out
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
  if (property === undefined) throw leftOut(info.parentType.name, info.fieldName)
  // Called as a method, as graphql-js does, so that `this` is the object.
  return typeof property === 'function' ? (property.call(object, args, context, info) as unknown) : property
}

/** Null would say that the database holds null. */
export function leftOut(type: string, what: string): HeddleError {
  return new HeddleError('INTERNAL_SERVER_ERROR', `A resolver of this API left out ${type}.${what}.`, {
    hint: `Let the resolver select ${what}, or leave it out of the request.`,
  })
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
