import type { Operand, Predicate } from './shape.ts'

/** SQL's three values; null is unknown. */
type Truth = boolean | null

/**
 * What a condition on aggregates is over no rows at all: their count is 0, every other aggregate is null. Across a link it
 * says what becomes of rows that have no partner, which no query over the partners can.
 *
 * @example count > 5 // false · not (count > 5) // true · sum(total) > 5 // null
 */
export function truthOfNone(test: Predicate, values: readonly unknown[]): Truth {
  switch (test.kind) {
    case 'and': {
      const items = test.items.map((item) => truthOfNone(item, values))
      return items.includes(false) ? false : items.includes(null) ? null : true
    }
    case 'or': {
      const items = test.items.map((item) => truthOfNone(item, values))
      return items.includes(true) ? true : items.includes(null) ? null : false
    }
    case 'not':
      return not(truthOfNone(test.item, values))
    case 'null':
      return isCount(test.left) === test.negated
    case 'in': {
      const list = values[test.slot] as readonly unknown[]
      const among = isCount(test.left) ? list.map(Number).includes(0) : list.length === 0 ? false : null
      return test.negated ? not(among) : among
    }
    case 'compare':
      return isCount(test.left) ? holdsOfZero(test.op, Number(values[test.slot])) : null
    default:
      return null // a pattern and null
  }
}

function holdsOfZero(op: Extract<Predicate, { kind: 'compare' }>['op'], value: number): boolean {
  switch (op) {
    case 'eq':
      return value === 0
    case 'ne':
      return value !== 0
    case 'gt':
      return value < 0
    case 'gte':
      return value <= 0
    case 'lt':
      return value > 0
    case 'lte':
      return value >= 0
  }
}

/** Of rows; a column's function is null over none. */
function isCount(left: Operand): boolean {
  return left.kind === 'aggregate' && left.fn === 'count'
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth
}
