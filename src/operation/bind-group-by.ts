import type { Table } from '../catalog/catalog.ts'
import { groupByName } from '../catalog/group-by-name.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import { bindHaving, groupValue, type Grouping } from './bind-having.ts'
import { onlyEntry } from './bind-order.ts'
import { bindFiltered, bindLimit, bindOffset } from './bind-rows.ts'
import { bindAggregateField, bindFields, objectType, type Selected } from './bind-selection.ts'
import { countCondition, policiesAlong, type Binding } from './binding.ts'
import type { AggregateFunction, BoundRead, DateUnit, GroupField, GroupKey, GroupKeyField, OrderTerm } from './shape.ts'
import { unwrap, VariableLeaf } from './variables.ts'

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
      limit: bindLimit(binding, binding.limits, 'limit', args['limit']) ?? binding.limits.defaultLimit,
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
    if (known && (known.unit !== key.unit || known.zone !== key.zone)) {
      throw new HeddleError(
        'BAD_USER_INPUT',
        `"by" names ${placeOf(key)} twice, as itself and by calendar unit, by two units or in two zones: a group has one value there.`,
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
  if (name === 'column') return keyOf(path, unwrap(input) as string, { unit: null, zone: null })
  if (name === 'date') {
    const { column: leaf, by, zone } = input as Input
    const column = unwrap(leaf) as string // non-null, as is its unit
    return keyOf(path, column, { unit: unwrap(by) as DateUnit, zone: bindZone(binding, table, column, zone) })
  }
  const relation = table.relations.find((candidate) => groupByName(candidate.name) === name)
  invariant(relation, 'by leads through relations of the schema')
  const target = tableById(binding.catalog, relation.to)
  return bindKey(binding, target, input as Input, [
    ...path,
    { relation: relation.name, ...policiesAlong(binding, relation) },
  ])
}

function keyOf(path: GroupKey['path'], column: string, calendar: Pick<GroupKey, 'unit' | 'zone'>): GroupKey {
  return { name: keyName([...path.map(({ relation }) => relation), column]), path, column, ...calendar, looked: null }
}

/** UTC takes no lists of when the clocks change: whether a zone is UTC is part of the shape. */
function bindZone(binding: Binding, table: Table, column: string, input: unknown): GroupKey['zone'] {
  const { slots, zones } = binding
  if (input instanceof VariableLeaf) binding.deciding.set(input.path.join('.'), input.path)
  const zone = zones.named((unwrap(input) ?? 'UTC') as string)
  if (zone.name === 'UTC') return null
  if (columnOf(table, column).type.kind === 'dateTime') {
    return slots.value(input, { name: 'zone', apply: (name) => zones.named(name as string) })
  }
  throw new HeddleError(
    'BAD_USER_INPUT',
    `"zone" is given for ${column}, which holds dates as some clock showed them: it is not known whose, so no zone's calendar can be told from them.`,
    { hint: `Leave zone out, or describe ${column} as an instant, of type DateTime.` },
  )
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
