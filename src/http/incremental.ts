import { GraphQLDeferDirective, GraphQLStreamDirective } from '@graphql-tools/utils'
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream'
import { GraphQLSchema, type ValidationRule } from 'graphql'

/**
 * Gives a schema `@defer` and `@stream`, once per schema. The plugin's own hook would build a schema anew for every
 * request when schemas differ by role, and with it lose the cache of validated documents.
 */
export function createIncrementalSchemas(): (schema: GraphQLSchema) => GraphQLSchema {
  const made = new WeakMap<GraphQLSchema, GraphQLSchema>()
  return (schema) => {
    let incremental = made.get(schema)
    if (incremental === undefined) {
      const missing = [GraphQLDeferDirective, GraphQLStreamDirective].filter((each) => !schema.getDirective(each.name))
      incremental =
        missing.length === 0
          ? schema
          : new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), ...missing] })
      made.set(schema, incremental)
    }
    return incremental
  }
}

/**
 * The plugin's validation rules for the two directives, without its copy of OverlappingFieldsCanBeMerged: graphql-js's
 * own has a budget of comparisons, the copy has none.
 */
export function incrementalRules(): readonly ValidationRule[] {
  const rules: ValidationRule[] = []
  const collect = { params: {}, addValidationRule: (rule: ValidationRule) => rules.push(rule) }
  useDeferStream().onValidate?.(collect as never) // the hook uses nothing else of its payload
  return rules.filter((rule) => rule.name !== 'OverlappingFieldsCanBeMergedRule')
}
