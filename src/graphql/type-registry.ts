import type { GraphQLNamedType } from 'graphql'
import { HeddleError } from '../errors.ts'

/** The named types of one schema while it is built: each made once, at its first use. */
export interface TypeRegistry {
  /**
   * The type with this name, made at the first call. `origin` says what it is made from; the same name from another
   * origin is two types with one name.
   *
   * @throws HeddleError NAME_CLASH
   */
  define<T extends GraphQLNamedType>(name: string, origin: string, make: () => T): T
}

const reserved = ['Query', 'Mutation', 'Subscription', 'Int', 'Float', 'String', 'Boolean', 'ID']

/** An empty registry that keeps GraphQL's own names, and those of `scalars`, to themselves. */
export function createTypeRegistry(scalars: readonly GraphQLNamedType[]): TypeRegistry {
  const types = new Map<string, { readonly origin: string; readonly type: GraphQLNamedType | null }>()
  for (const name of reserved) types.set(name, { origin: `GraphQL's own ${name}`, type: null })
  for (const type of scalars) types.set(type.name, { origin: `Heddle's own scalar ${type.name}`, type })

  return {
    define<T extends GraphQLNamedType>(name: string, origin: string, make: () => T): T {
      const known = types.get(name)
      if (known === undefined) {
        const type = make()
        types.set(name, { origin, type })
        return type
      }
      if (known.origin === origin && known.type !== null) return known.type as T // one origin always makes one type
      throw new HeddleError('NAME_CLASH', `Two types would be called ${name}: ${known.origin} and ${origin}.`, {
        hint: 'Rename one of the two, or give the tables of one source a prefix.',
      })
    },
  }
}
