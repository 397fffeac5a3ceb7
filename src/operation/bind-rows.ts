import type { Relation, Table } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import { policiesAlong, type Binding, type RowLimits } from './binding.ts'
import { bindOrder } from './bind-order.ts'
import { bindWhere } from './bind-where.ts'
import { limitExceeded } from './limits.ts'
import { allRows, type Count, type OrderTerm, type Predicate, type RowSet, type Seek } from './shape.ts'
import { unwrap, VariableLeaf } from './variables.ts'

type Arguments = Readonly<Record<string, unknown>>

/** What leads to the rows: a root field (null) or a relation of the enclosing table. */
export type Via = Relation | null

/** All rows that a filter leaves: for aggregates, where order and pages have no meaning. */
export function bindFiltered(binding: Binding, table: Table, via: Via, args: Arguments): RowSet {
  return rowSet(binding, table, via, { where: bindWhere(binding, table, args['where']) })
}

/** The one row that `where` says; of a to-one relation, the row itself. */
export function bindOne(binding: Binding, table: Table, via: Via, where: Predicate | null): RowSet {
  return rowSet(binding, table, via, { where })
}

/** Rows by `where`, `orderBy`, `limit`, `offset` and `distinct`. */
export function bindList(binding: Binding, table: Table, via: Via, args: Arguments): RowSet {
  const limits = limitsOf(binding, table)
  const order = bindOrder(binding, table, args['orderBy'])
  const distinct = ((unwrap(args['distinct']) as unknown[] | null | undefined) ?? []).map(
    (name) => unwrap(name) as string,
  )
  if (distinct.length > 0 && args['orderBy'] !== undefined) assertDistinctLeads(distinct, order)
  return rowSet(binding, table, via, {
    where: bindWhere(binding, table, args['where']),
    order,
    limit: bindLimit(binding, limits, 'limit', args['limit']) ?? limits.defaultLimit,
    offset: bindOffset(binding, args['offset']),
    distinct: [...new Set(distinct)],
  })
}

/** A page by `first`/`after` or `last`/`before`. `scope` is the number of its cursors' binding. */
export function bindPage(
  binding: Binding,
  table: Table,
  via: Via,
  args: Arguments,
): { readonly rows: RowSet; readonly scope: number } {
  if (isGiven(args['first']) && isGiven(args['last'])) {
    throw new HeddleError('BAD_USER_INPUT', 'A page has either "first" or "last", not both.', {
      hint: 'Use first with after to go forward, last with before to go back.',
    })
  }
  binding.once = true // cursors are bound to values
  const where = bindWhere(binding, table, args['where'])
  const order = bindOrder(binding, table, args['orderBy'])
  const scope = scopeText(binding, table, via, order, where)
  const limits = limitsOf(binding, table)
  const last = bindLimit(binding, limits, 'last', args['last'])
  const seek = (['after', 'before'] as const).flatMap((side) => bindSeek(binding, side, args[side], scope, order))
  binding.scopes.push(scope)
  return {
    rows: rowSet(binding, table, via, {
      where,
      order,
      limit: last ?? bindLimit(binding, limits, 'first', args['first']) ?? limits.defaultLimit,
      seek,
      fromEnd: last !== null,
    }),
    scope: binding.scopes.length - 1,
  }
}

function rowSet(binding: Binding, table: Table, via: Via, given: Partial<RowSet>): RowSet {
  const policies = via ? policiesAlong(binding, via) : { policy: binding.policyOf(table) }
  return { ...allRows(table.id), relation: via && via.name, ...policies, ...given }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** How many rows of a table a list has: as the config says, or fewer where the role may have fewer. */
function limitsOf({ limits }: Binding, { rights }: Table): RowLimits {
  const most = rights?.limit ?? limits.maxLimit
  return { defaultLimit: Math.min(limits.defaultLimit, most), maxLimit: Math.min(limits.maxLimit, most) }
}

/**
 * How many rows: part of the shape, because a database that does not know the number plans for a tenth of the table, or
 * plans anew each time. Requests use few of them, and plans are kept in a bounded cache.
 */
export function bindLimit(binding: Binding, limits: RowLimits, name: string, input: unknown): number | null {
  if (!isGiven(input)) return null
  if (input instanceof VariableLeaf) binding.deciding.set(input.path.join('.'), input.path)
  return checkCount(name, unwrap(input), limits.maxLimit)
}

/** How many rows to skip: a value, as there are as many as there are pages. */
export function bindOffset(binding: Binding, input: unknown): Count | null {
  if (!isGiven(input)) return null
  const apply = (count: unknown): number => checkCount('offset', count, Number.MAX_SAFE_INTEGER)
  return { slot: binding.slots.value(input, { name: 'offset', apply }) }
}

function checkCount(name: string, input: unknown, most: number): number {
  const count = input as number // an Int: the schema says so
  if (count < 0)
    throw new HeddleError('BAD_USER_INPUT', `"${name}" is ${count}; it counts rows and cannot be negative.`)
  if (count <= most) return count
  const message = `"${name}" is ${count}; at most ${most} rows are answered at once.`
  throw limitExceeded('maxLimit', message, `Ask for at most ${most}, and for more in pages.`)
}

function bindSeek(
  binding: Binding,
  side: 'after' | 'before',
  input: unknown,
  scope: string,
  order: readonly OrderTerm[],
): Seek[] {
  if (!isGiven(input)) return []
  const cursor = unwrap(input) as string
  const position = binding.cursors.decode(scope, cursor)
  if (position.length !== order.length) throw new HeddleError('BAD_CURSOR', 'The cursor belongs to another order.')
  return [
    {
      side,
      slots: position.map((text, index) => binding.slots.derived(`${side} ${index} ${cursor}`, text)),
      nulls: position.map((text) => text === null),
    },
  ]
}

/**
 * What a cursor is bound to: who, where, which order, which filter with which values. Not to the viewer's policies: their
 * values may change from request to request (a rule about today), and whatever a cursor says, policies are applied anew.
 */
function scopeText(
  binding: Binding,
  table: Table,
  via: Via,
  order: readonly OrderTerm[],
  where: Predicate | null,
): string {
  const filter = JSON.stringify(where, (key, value: unknown) =>
    key === 'slot' ? binding.slots.values[value as number] : withoutPolicies(key, value),
  )
  return JSON.stringify([binding.catalog.role, table.id, via && via.name, order, filter], withoutPolicies)
}

function withoutPolicies(key: string, value: unknown): unknown {
  if (key === 'pairPolicy') return undefined // it was not there when the first cursors were made
  return key === 'policy' ? null : value
}

/** The first row of each group, in the order asked for, is only told where the groups stand together in that order. */
function assertDistinctLeads(distinct: readonly string[], order: readonly OrderTerm[]): void {
  const groups = new Set(distinct)
  const leading = order.slice(0, groups.size).map((term) => (term.by.kind === 'column' ? term.by.column : null))
  if (leading.every((column) => column !== null && groups.has(column))) return
  throw new HeddleError(
    'BAD_USER_INPUT',
    `"distinct" keeps the first row of each ${distinct.join(', ')}, but "orderBy" begins with something else.`,
    { hint: `Begin orderBy with ${distinct.join(', ')}; what follows decides which row of each group is first.` },
  )
}
