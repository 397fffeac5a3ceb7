import type { Expression } from './expression.ts'

/** What orders: the comparable value, or the text itself where its own collation orders it. */
export function ordered(value: Expression, comparable: (value: Expression) => Expression): Expression {
  return value.type.order === 'own' ? value : comparable(value)
}
