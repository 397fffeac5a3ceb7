import { useDeferStream } from '@graphql-yoga/plugin-defer-stream'
import type { ValidationRule } from 'graphql'

/**
 * The plugin's validation rules for the two directives, without its copy of OverlappingFieldsCanBeMerged, which compares each
 * field with each: the engine has looked for that. The plugin itself would also build a schema anew for every request
 * where schemas differ by role; ours have the two directives from the start.
 */
export function incrementalRules(): readonly ValidationRule[] {
  const rules: ValidationRule[] = []
  const collect = { params: {}, addValidationRule: (rule: ValidationRule) => rules.push(rule) }
  useDeferStream().onValidate?.(collect as never) // the hook uses nothing else of its payload
  return rules.filter((rule) => rule.name !== 'OverlappingFieldsCanBeMergedRule')
}
