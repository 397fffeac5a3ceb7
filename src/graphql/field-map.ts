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
  const origins = new Map<string, string>()
  for (const { name, origin } of fields) {
    const known = origins.get(name)
    if (known !== undefined) {
      throw new HeddleError('NAME_CLASH', `${owner} would have two fields called ${name}: ${known} and ${origin}.`, {
        hint: 'Rename one of the two.',
      })
    }
    origins.set(name, origin)
  }
  return Object.fromEntries(fields.map(({ name, field }) => [name, field]))
}
