import type { Scalars } from 'heddle/scalars'
import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './__generated__/graphql-env.d.ts'

/** Reads the types of a document out of its text, by the types that `npm run typecheck` makes of `schema/api.graphql`. */
export const graphql = initGraphQLTada<{ introspection: introspection; scalars: Scalars }>()

export { readFragment, type FragmentOf, type ResultOf, type VariablesOf } from 'gql.tada'
