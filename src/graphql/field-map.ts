import { HeddleError } from '../errors.ts'

/** A field of a type or an input, and what it is made from. */
export interface NamedField<T> {
  readonly name: string
  readonly origin: string
  readonly field: T
}

/**
 * The fields of the type `owner`, in order.
 *
 * @throws HeddleError NAME_CLASH where two have one name
 */
export function fieldMap<T>(owner: string, fields: readonly NamedField<T>[]): Record<string, T> {
  const map: Record<string, T> = {}
  for (const { name, origin, field } of fields) {
    if (Object.hasOwn(map, name)) {
      const known = fields.find((other) => other.name === name)?.origin
      const message = `${owner} would have two fields called ${name}: ${known} and ${origin}.`
      throw new HeddleError('NAME_CLASH', message, { hint: 'Rename one of the two.' })
    }
    map[name] = field
  }
  return map
}
