import type { GraphQLFieldConfig, GraphQLFieldConfigArgumentMap, GraphQLOutputType } from 'graphql'
import { semanticNonNull } from './directives.ts'
import type { FieldMeta } from './meta.ts'
import { readField } from './read-field.ts'

export interface GeneratedField {
  readonly type: GraphQLOutputType
  readonly args?: GraphQLFieldConfigArgumentMap
  readonly description?: string | null
  /** Nullable, but null only on error. */
  readonly semanticNonNull?: boolean
}

/** A field that Heddle reads: with its meaning, and the resolver that all of them share. */
export function generatedField(meta: FieldMeta, field: GeneratedField): GraphQLFieldConfig<unknown, unknown> {
  const { type, args, description } = field
  return {
    type,
    ...(args ? { args } : {}),
    ...(description ? { description } : {}),
    resolve: readField,
    extensions: field.semanticNonNull ? { heddle: meta, directives: semanticNonNull } : { heddle: meta },
  }
}
