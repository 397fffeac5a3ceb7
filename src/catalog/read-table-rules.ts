import { HeddleError } from '../errors.ts'
import type { Table } from './catalog.ts'
import { didYouMean } from './near-names.ts'
import type { ReadRule, RowRule, TableRules, WriteRule } from './rules.ts'

const actions = ['read', 'create', 'update', 'delete'] as const
const keysOf = {
  read: ['where', 'columns', 'limit', 'fields'],
  create: ['columns', 'check', 'set', 'limit'],
  update: ['where', 'columns', 'check', 'set', 'limit'],
  delete: ['where', 'limit'],
} as const

/**
 * Checks the rules of one role for one table. What is not understood is refused, and never ignored: it may have been meant
 * to hide something.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_COLUMN
 */
export function readTableRules(permission: unknown, table: Table, origin: string): TableRules {
  const rules = record(permission, origin)
  refuseOthers(rules, actions, origin)
  const given = (action: (typeof actions)[number]) => {
    const rule = Object.hasOwn(rules, action) ? rules[action] : false
    if (rule === false) return null
    const checked = rule === true ? {} : record(rule, `${origin}.${action}`)
    refuseOthers(checked, keysOf[action], `${origin}.${action}`)
    return checked
  }
  const asked = given('read')
  const read = asked && readReadRule(asked, table, `${origin}.read`)
  const write = (action: 'create' | 'update' | 'delete') => {
    const rule = given(action)
    return rule && readWriteRule(rule, table, read, `${origin}.${action}`)
  }
  return {
    read,
    create: write('create'),
    update: write('update'),
    delete: write('delete'),
  }
}

type Given = Readonly<Record<string, unknown>>

function readReadRule(rule: Given, table: Table, origin: string): ReadRule {
  return {
    columns: readColumns(
      rule,
      table,
      table.columns.map(({ name }) => name),
      origin,
    ),
    where: readRowRule(rule, 'where', origin),
    limit: readLimit(rule, origin),
    fields: readFields(rule, origin),
  }
}

function readWriteRule(rule: Given, table: Table, read: ReadRule | null, origin: string): WriteRule {
  const set = Object.hasOwn(rule, 'set') ? record(rule['set'], `${origin}.set`) : {}
  const writable = table.columns.filter(({ generated }) => !generated).map(({ name }) => name)
  columnNames(Object.keys(set), table, writable, `${origin}.set`)
  const columns = readColumns(rule, table, writable, origin)
  const listed: readonly unknown[] = Array.isArray(rule['columns']) ? rule['columns'] : []
  const preset = Object.keys(set).find((name) => listed.includes(name))
  if (preset !== undefined) throw invalid(`${origin}: ${preset} stands in columns and in set; the server sets it`)
  const meant = (name: string): boolean => listed.includes(name) || (read?.columns.has(name) ?? true)
  return {
    columns: new Set([...columns].filter((name) => meant(name) && !Object.hasOwn(set, name))),
    where: readRowRule(rule, 'where', origin),
    check: readRowRule(rule, 'check', origin),
    set,
    limit: readLimit(rule, origin),
  }
}

/** A rule that stands there and is undefined was meant to be one. */
function readRowRule(rule: Given, key: 'where' | 'check', origin: string): RowRule | null {
  if (!Object.hasOwn(rule, key)) return null
  const given = rule[key]
  if (typeof given === 'function') return given as RowRule // what it returns is looked at when it is asked
  return record(given, `${origin}.${key}`)
}

function readLimit(rule: Given, origin: string): number | null {
  if (!Object.hasOwn(rule, 'limit')) return null
  const limit = rule['limit']
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 1) return limit
  throw invalid(`${origin}.limit: a whole number of at least 1 is wanted`)
}

function readFields(rule: Given, origin: string): ReadRule['fields'] {
  if (!Object.hasOwn(rule, 'fields')) return null
  const fields = rule['fields']
  if (fields === true) return 'all'
  if (Array.isArray(fields) && fields.every((name) => typeof name === 'string')) return fields
  throw invalid(`${origin}.fields: a list of names, or true, is wanted`)
}

function readColumns(rule: Given, table: Table, all: readonly string[], origin: string): ReadonlySet<string> {
  if (!Object.hasOwn(rule, 'columns')) return new Set(all)
  const columns = rule['columns']
  if (Array.isArray(columns)) return new Set(columnNames(columns, table, all, `${origin}.columns`))
  const except = record(columns, `${origin}.columns`)
  refuseOthers(except, ['except'], `${origin}.columns`)
  if (!Array.isArray(except['except'])) throw invalid(`${origin}.columns: a list of columns, or { except: a list }`)
  const hidden = new Set(columnNames(except['except'], table, all, `${origin}.columns.except`))
  return new Set(all.filter((name) => !hidden.has(name)))
}

function columnNames(names: readonly unknown[], table: Table, all: readonly string[], origin: string): string[] {
  return names.map((name) => {
    if (typeof name === 'string' && all.includes(name)) return name
    const generated = table.columns.some((column) => column.name === name)
    const what = generated
      ? `column ${String(name)} of table ${table.id} is written by the database`
      : `table ${table.id} has no column ${String(name)}`
    throw new HeddleError('UNKNOWN_COLUMN', `${origin}: ${what}.`, {
      table: table.id,
      hint: didYouMean(String(name), all),
    })
  })
}

function record(value: unknown, origin: string): Given {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Given // checked
  throw invalid(`${origin}: an object is wanted`)
}

function refuseOthers(rules: Given, known: readonly string[], origin: string): void {
  const other = Object.keys(rules).find((key) => !known.includes(key))
  if (other !== undefined) throw invalid(`${origin}: ${other} means nothing here; known are ${known.join(', ')}`)
}

function invalid(message: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', `${message}.`)
}
