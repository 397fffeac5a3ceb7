/** The scalars of a Heddle API for the tools that make types of its schema. Imports nothing: also for code in a browser. */

/**
 * What each scalar is in TypeScript, as the API sends and takes it. A BigInt and a Decimal are strings, because JSON's
 * numbers would lose their digits.
 *
 * @example
 * scalars: scalarTypes             // codegen.ts, GraphQL Code Generator; there `strictScalars: true` finds a missing one
 * customScalarTypes: scalarTypes   // relay.config.mjs, Relay's compiler
 */
export const scalarTypes = {
  BigInt: 'string',
  Bytes: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSON: 'unknown',
  LocalDateTime: 'string',
  Time: 'string',
  UUID: 'string',
} as const

interface TypesByName {
  readonly string: string
  readonly unknown: unknown
}

/**
 * The same as a type.
 *
 * @example initGraphQLTada<{ introspection: introspection; scalars: Scalars }>()   // gql.tada
 */
export type Scalars = { [Name in keyof typeof scalarTypes]: TypesByName[(typeof scalarTypes)[Name]] }
