import type { Operand, Predicate } from './plan.ts'

/** The number of a value's slot, in place of the value. */
export function slot(number: number): string {
  return `$${number}`
}

const containWords = { contains: 'contains', containedBy: 'contained by', overlaps: 'overlaps' } as const

/** What a condition compares, as text. */
export function printOperand(operand: Operand): string {
  if (operand.kind === 'column') return operand.column
  if (operand.kind === 'path') return `${operand.as} at ${slot(operand.slot)} of ${operand.column}`
  return `${operand.fn}(${operand.relation}${operand.column ? `.${operand.column}` : ''})`
}

/** A condition as text. */
export function printPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      if (predicate.items.length === 0) return predicate.kind === 'and' ? 'true' : 'false'
      return `(${predicate.items.map(printPredicate).join(` ${predicate.kind} `)})`
    }
    case 'not':
      return `not ${printPredicate(predicate.item)}`
    case 'compare':
      return `${printOperand(predicate.left)} ${predicate.op} ${slot(predicate.slot)}`
    case 'in':
      return `${printOperand(predicate.left)} ${predicate.negated ? 'not in' : 'in'} ${slot(predicate.slot)}`
    case 'null':
      return `${printOperand(predicate.left)} is ${predicate.negated ? 'not null' : 'null'}`
    case 'like': {
      const not = predicate.negated ? 'not ' : ''
      return `${printOperand(predicate.left)} ${not}${predicate.match} ${slot(predicate.slot)}`
    }
    case 'contain':
      return `${printOperand(predicate.left)} ${containWords[predicate.op]} ${slot(predicate.slot)}`
    case 'group':
      return `(${printPredicate(predicate.test)})`
    case 'among':
      return `${predicate.columns.join(', ')} among the given keys`
    case 'member':
      return `${predicate.strategy} ${predicate.relation} with fetch ${predicate.fetch}`
    case 'wanted':
      return `keys of ${predicate.table}.${predicate.relation} from fetch ${predicate.fetch}`
    case 'exists': {
      const rows = predicate.policy ? ` policy ${printPredicate(predicate.policy)}` : ''
      const pairs = predicate.pairPolicy ? ` pairs policy ${printPredicate(predicate.pairPolicy)}` : ''
      const where = predicate.where ? ` where ${printPredicate(predicate.where)}` : ''
      return `${predicate.quantifier} ${predicate.relation}${rows}${pairs}${where && `(${where.trim()})`}`
    }
  }
}
