import type { Scalars } from 'heddle/scalars'
import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './__generated__/graphql-env'

/** Documents are typed where they are written: nothing is generated for them, only the schema's types once. */
export const graphql = initGraphQLTada<{ introspection: introspection; scalars: Scalars }>()
