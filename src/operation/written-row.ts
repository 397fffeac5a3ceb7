import type { Catalog, Column, Table } from '../catalog/catalog.ts'
import { apiValue, type ColumnHooks } from '../catalog/column-hooks.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import { enumConversion } from './bind-where.ts'
import type { Binding } from './binding.ts'
import { plainValue } from './slots.ts'

type Input = Readonly<Record<string, unknown>>

/** The columns of a row that the request gives, by name: of those that it may. */
export function givenValues(
  binding: Binding,
  table: Table,
  action: 'create' | 'update',
  data: Input,
): Map<string, unknown> {
  const hooks = binding.hooks.get(table.id)
  const given = table.writes[action]?.columns.filter(({ name }) => Object.hasOwn(data, name)) ?? []
  return new Map(
    given.map((column) => [column.name, givenValue(binding, column, data[column.name], hooks?.get(column.sqlName))]),
  )
}

/** The columns that the server sets, of a new row or of one that changes: what the config's rules make of the viewer. */
export function presetValues(binding: Binding, table: Table, action: 'create' | 'update'): Map<string, unknown> {
  if (!table.writes[action]?.set.length) return new Map()
  const catalog = wholeOf(binding)
  const hooks = binding.hooks.get(table.id)
  const values = [...binding.presetsOf(table, action)].map(([name, value]) => {
    const column = columnOf(tableById(catalog, table.id), name)
    return [name, givenValue({ catalog }, column, value, hooks?.get(column.sqlName))] as const
  })
  return new Map(values)
}

/** What the server and code write may be columns that the role does not know. */
function wholeOf({ rules, catalog }: Binding): Catalog {
  return rules?.catalog ?? catalog
}

/** Columns of a row that the request does not give: what they are set to, and what is added to them. */
export interface Beside {
  readonly set: Map<string, unknown>
  readonly added: Map<string, unknown>
}

/** What code fills in beside the columns that are there: of a new row, or of one that changes. */
function filledBeside(
  binding: Binding,
  table: Table,
  present: { has(column: string): boolean },
  event: 'onCreate' | 'onUpdate',
): Beside {
  const beside: Beside = { set: new Map(), added: new Map() }
  const { columns } = tableById(wholeOf(binding), table.id)
  for (const [sqlName, hooks] of binding.hooks.get(table.id) ?? []) {
    const column = columns.find((candidate) => candidate.sqlName === sqlName)
    const make = hooks[event]
    if (!column || column.generated || !make || present.has(column.name)) continue
    const filled = make()
    if (filled.kind === 'added') beside.added.set(column.name, apiValue(column.type, filled.by))
    else beside.set.set(column.name, filledValue(column, filled.value, hooks))
  }
  return beside
}

/** The columns of a new row: what is given, what the server sets, and what code fills in of the rest. */
export function createValues(binding: Binding, table: Table, data: Input): Map<string, unknown> {
  const given = new Map([...givenValues(binding, table, 'create', data), ...presetValues(binding, table, 'create')])
  // A new row has nothing that could be added to.
  return new Map([...given, ...filledBeside(binding, table, given, 'onCreate').set])
}

/** What changes of a row beside what is given: what the server sets, and what code fills in of the rest. */
export function changedBeside(binding: Binding, table: Table, given: Iterable<string>): Beside {
  const preset = presetValues(binding, table, 'update')
  const { set, added } = filledBeside(binding, table, new Set([...given, ...preset.keys()]), 'onUpdate')
  return { set: new Map([...preset, ...set]), added }
}

/** A value of the request's. A custom type is handed what the API has: a Decimal is a text. */
function givenValue(
  binding: Pick<Binding, 'catalog'>,
  column: Column,
  input: unknown,
  hooks: ColumnHooks | undefined,
): unknown {
  const value = plainValue(input, enumConversion(binding.catalog, column)) ?? null
  if (value === null || !hooks?.toDriver) return value
  try {
    return apiValue(column.type, hooks.toDriver(value))
  } catch (cause) {
    const message = `The type of column ${column.name} refuses the value.`
    throw new HeddleError('BAD_USER_INPUT', message, { columns: [column.name] }, { cause })
  }
}

/** A value that code made: what an insert by Drizzle would send. */
function filledValue(column: Column, value: unknown, hooks: ColumnHooks | undefined): unknown {
  return apiValue(column.type, value !== null && hooks?.toDriver ? hooks.toDriver(value) : value)
}
