import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { limitExceeded } from './limits.ts'
import type { BoundObject, BoundRead, BoundRoot, Predicate, RowSet } from './shape.ts'

/** Rows that a list inside of a list is counted with, where its limit allows so many: few of them are ever full. */
const USUAL_ROWS = 10

/**
 * What a bound operation may cost: the cells of its answer, times the databases that it asks. Lists multiply. A list of the
 * root counts as full, one inside of another as a tenth of that: every user of a page may have a hundred orders, but seldom
 * all of them do. Whether a request states a limit or leaves it to the default makes no difference.
 *
 * @example { users(limit: 10) { name orders(limit: 5) { total } } } // 10 users × 1 column + 10 × 5 orders × 1 column …, × 2
 */
export function estimateCost(catalog: Catalog, roots: readonly BoundRoot[]): number {
  const sources = new Set<string>()

  function costOfRead({ rows, view }: BoundRead, times: number): number {
    sources.add(tableById(catalog, rows.table).source)
    const asked = times * (1 + conditionsIn(rows.where) + rows.order.length)
    switch (view.kind) {
      case 'one':
        return asked + costOfObject(view.value, times)
      case 'list':
        return asked + costOfObject(view.value, times * rowsOf(rows))
      case 'aggregate':
        return asked + times * view.fields.length
      case 'groups':
        return asked + times * countOf(view.limit) * view.fields.length
      case 'connection': {
        const many = times * rowsOf(rows)
        return view.fields.reduce((sum, field) => {
          if (field.kind === 'nodes') return sum + costOfObject(field.value, many)
          if (field.kind !== 'edges') return sum + times
          return field.fields.reduce(
            (edge, each) => edge + (each.kind === 'node' ? costOfObject(each.value, many) : many),
            sum,
          )
        }, asked)
      }
    }
  }

  function costOfObject({ fields }: BoundObject, rows: number): number {
    return fields.reduce((sum, { value }) => {
      if (value.kind === 'read') return sum + costOfRead(value.read, rows)
      return sum + (value.kind === 'object' ? costOfObject(value.object, rows) : rows)
    }, rows)
  }

  const cells = roots.reduce((sum, root) => {
    if (root.kind === 'read') return sum + costOfRead(root.read, 1)
    if (root.kind === 'nodes') return root.items.reduce((items, item) => items + costOfRead(item, 1), sum)
    return sum + 1
  }, 0)
  return cells * Math.max(1, sources.size)
}

/** @throws HeddleError LIMIT_EXCEEDED for an operation that may cost more than `most`. */
export function assertCost(catalog: Catalog, roots: readonly BoundRoot[], most: number): void {
  const cost = estimateCost(catalog, roots)
  if (cost <= most) return
  throw limitExceeded(
    'cost',
    `The operation may answer ${Math.ceil(cost)} cells (rows × fields × databases); at most ${most} are answered.`,
    'Give the lists inside of lists a limit, and ask for fewer fields; limits.cost in the config sets the limit.',
  )
}

function rowsOf({ relation, limit }: RowSet): number {
  const most = countOf(limit)
  return relation === null ? most : Math.max(Math.min(most, USUAL_ROWS), most / USUAL_ROWS)
}

/** A limit is part of the shape, never a value. */
function countOf(limit: number | null | object): number {
  return typeof limit === 'number' ? limit : 1
}

function conditionsIn(predicate: Predicate | null): number {
  switch (predicate?.kind) {
    case undefined:
      return 0
    case 'and':
    case 'or':
      return predicate.items.reduce((sum, item) => sum + conditionsIn(item), 0)
    case 'not':
      return conditionsIn(predicate.item)
    case 'exists':
      return 1 + conditionsIn(predicate.where)
    case 'group':
      return 1 + conditionsIn(predicate.test)
    default:
      return 1
  }
}
