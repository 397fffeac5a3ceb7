import type { Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import { bindHaving, groupValue, type Grouping } from './bind-having.ts'
import { onlyEntry } from './bind-order.ts'
import { bindFiltered, bindLimit, bindOffset } from './bind-rows.ts'
import { bindAggregateField, bindFields, objectType, type Selected } from './bind-selection.ts'
import { countCondition, type Binding } from './binding.ts'
import type { AggregateFunction, BoundRead, DateUnit, GroupField, GroupKey, GroupKeyField, OrderTerm } from './shape.ts'
import { unwrap } from './variables.ts'

type Input = Readonly<Record<string, unknown>>

/** `usersGroupBy`: the rows that `where` leaves, grouped by what `by` says. */
export function bindGroups(binding: Binding, table: Table, selected: Selected): BoundRead {
  const { args } = selected
  const keys = bindKeys(binding, table, args['by'] as readonly Input[])
  const grouping: Grouping = { binding, table, keys, values: new Map() }
  const having = bindHaving(grouping, args['having'])
  const order = bindGroupOrder(grouping, args['orderBy'])
  return {
    rows: bindFiltered(binding, table, null, args),
    view: {
      kind: 'groups',
      by: keys,
      values: [...grouping.values.values()],
      having,
      order,
      limit: bindLimit(binding, 'limit', args['limit']) ?? binding.limits.defaultLimit,
      offset: bindOffset(binding, args['offset']),
      fields: bindGroup(grouping, selected),
    },
  }
}

// ───────── by ─────────

function bindKeys(binding: Binding, table: Table, by: readonly Input[]): GroupKey[] {
  const keys = new Map<string, GroupKey>()
  for (const item of by) {
    countCondition(binding)
    const key = bindKey(binding, table, item, [])
    const known = keys.get(key.name)
    if (known && known.unit !== key.unit) {
      throw new HeddleError(
        'BAD_USER_INPUT',
        `"by" names ${placeOf(key)} twice, as itself and by calendar unit, or by two units: a group has one value there.`,
        { hint: 'Group by the smaller of the two units, or ask twice.' },
      )
    }
    keys.set(key.name, key)
  }
  if (keys.size > 0) return [...keys.values()]
  throw new HeddleError('BAD_USER_INPUT', '"by" is empty: it names nothing to group by.', {
    hint: `Name a column, as in by: [{column: …}], or ask for ${table.plural}Aggregate, which is of all rows.`,
  })
}

function bindKey(binding: Binding, table: Table, item: Input, path: GroupKey['path']): GroupKey {
  const [name, input] = onlyEntry(item, 'by')
  if (name === 'column') return keyOf(path, unwrap(input) as string, null)
  if (name === 'date') {
    const { column, by } = input as Input // both are non-null
    return keyOf(path, unwrap(column) as string, unwrap(by) as DateUnit)
  }
  const target = tableById(binding.catalog, relationOf(table, name).to)
  return bindKey(binding, target, input as Input, [...path, { relation: name, policy: null }])
}

function keyOf(path: GroupKey['path'], column: string, unit: DateUnit | null): GroupKey {
  return { name: keyName([...path.map(({ relation }) => relation), column]), path, column, unit }
}

/** @example ['user', 'country'] → 'key.user.country' */
function keyName(steps: readonly string[]): string {
  return ['key', ...steps].join('.')
}

function placeOf({ path, column }: GroupKey): string {
  return [...path.map(({ relation }) => relation), column].join('.')
}

/** The name of the key at this place. Groups have no value of anything else, and null would say that it is null. */
function knownKey(grouping: Grouping, steps: readonly string[]): string {
  const name = keyName(steps)
  if (grouping.keys.some((key) => key.name === name)) return name
  throw new HeddleError('BAD_USER_INPUT', `A group has no key ${steps.join('.')}: "by" does not name it.`, {
    hint: `Add it to by, or leave it out; the keys are ${grouping.keys.map(placeOf).join(', ')}.`,
  })
}

// ───────── orderBy ─────────

/** The order asked for, then all keys, so that every group has one place on every database. */
function bindGroupOrder(grouping: Grouping, orderBy: unknown): OrderTerm[] {
  const asked = ((orderBy ?? []) as Input[]).map((item) => bindTerm(grouping, item))
  const keys = grouping.keys.map(({ name }) => termOf(name, 'asc'))
  const seen = new Set<string>()
  return [...asked, ...keys].filter(({ by }) => {
    const text = JSON.stringify(by)
    return !seen.has(text) && seen.add(text)
  })
}

function bindTerm(grouping: Grouping, item: Input): OrderTerm {
  countCondition(grouping.binding)
  const [name, input] = onlyEntry(item, 'orderBy')
  if (name === 'count') return termOf(groupValue(grouping, 'count', null), unwrap(input))
  if (name === 'key') return bindKeyTerm(grouping, input as Input, [])
  const [column, sort] = onlyEntry(input as Input, 'orderBy')
  return termOf(groupValue(grouping, name as AggregateFunction, column), unwrap(sort)) // the schema has no other name here
}

function bindKeyTerm(grouping: Grouping, item: Input, path: readonly string[]): OrderTerm {
  const [name, input] = onlyEntry(item, 'orderBy')
  const value = unwrap(input)
  if (typeof value !== 'string') return bindKeyTerm(grouping, value as Input, [...path, name])
  return termOf(knownKey(grouping, [...path, name]), value)
}

function termOf(column: string, sort: unknown): OrderTerm {
  const [direction, , place] = (sort as string).split('_') as ['asc' | 'desc', string?, ('first' | 'last')?]
  return { by: { kind: 'column', column }, direction, nulls: place ?? (direction === 'asc' ? 'last' : 'first') }
}

// ───────── the selection ─────────

function bindGroup(grouping: Grouping, selected: Selected): GroupField[] {
  return bindFields<GroupField>(
    grouping.binding,
    objectType(selected),
    selected.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta) => {
      if (meta?.kind !== 'groupKey') return bindAggregateField(grouping.binding, part, meta)
      return { kind: 'key', name: part.name, fields: bindKeyFields(grouping, part, []) }
    },
  )
}

function bindKeyFields(grouping: Grouping, selected: Selected, path: readonly string[]): GroupKeyField[] {
  return bindFields<GroupKeyField>(
    grouping.binding,
    objectType(selected),
    selected.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta) => {
      const { name } = part
      if (meta?.kind === 'keyColumn') return { kind: 'value', name, key: knownKey(grouping, [...path, meta.column]) }
      if (meta?.kind !== 'keyRelation') throw new Error(`Invariant violated: no key means ${meta?.kind}`)
      return { kind: 'related', name, fields: bindKeyFields(grouping, part, [...path, meta.relation]) }
    },
  )
}
