import { HeddleError } from '../errors.ts'
import type { Conversion, RelationDeclaration, SourceDescription } from './description.ts'
import { isValidName } from './naming.ts'
import { oneColumn, oneTable, parsePath, referenceTo, tableId, type LocatedTable } from './table-paths.ts'

/**
 * Reads a link as the command line writes it: the *one* side left, the many side right.
 *
 * @example parseLink('accounts.users.id=shop.orders.user_id', sources) // users.orders (many), orders.user (one)
 * @example parseLink('users.id=orders.buyer_id as purchases/buyer', sources) // both ends named
 * @example parseLink('users.id=orders.user_ref convert text-to-int', sources) // user_ref is text, such as 7
 * @example parseLink('a.t.x,a.t.y=b.u.x,b.u.y', sources) // a key of two columns
 *
 * @param keys keys that only the config knows: `{ 'shop.top_orders': ['id'] }`, see `CatalogOptions.keys`
 * @returns the relation of the left table (many) and that of the right one (one)
 *
 * @throws HeddleError LINK_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN, NAME_INVALID
 */
export function parseLink(
  link: string,
  sources: readonly SourceDescription[],
  keys: Readonly<Record<string, readonly string[]>> = {},
): readonly [RelationDeclaration, RelationDeclaration] {
  const origin = `--link ${link.trim()}`
  const { left, right, names, convert } = split(link, origin)
  const one = readSide(left, sources, origin)
  const many = readSide(right, sources, origin)
  if (one.columns.length !== many.columns.length) {
    const counts = `${one.columns.length} on the left, ${many.columns.length} on the right`
    throw invalid(origin, `both sides need as many columns: ${counts}`, usage)
  }
  checkKey(one, many, keys, origin)
  const shared = { through: null, required: false, origin, ...(convert ? { convert } : {}) }
  return [
    {
      ...shared,
      name: names[0],
      cardinality: 'many',
      from: referenceTo(one.located),
      to: referenceTo(many.located),
      on: pair(one.columns, many.columns),
    },
    {
      ...shared,
      name: names[1],
      cardinality: 'one',
      from: referenceTo(many.located),
      to: referenceTo(one.located),
      on: pair(many.columns, one.columns),
    },
  ]
}

const usage =
  'Write it as source.table.column=source.table.column, the one side left: accounts.users.id=shop.orders.user_id.'

interface Side {
  readonly located: LocatedTable
  readonly columns: readonly string[]
}

interface Split {
  readonly left: string
  readonly right: string
  readonly names: [string | null, string | null]
  readonly convert: Conversion | null
}

function split(link: string, origin: string): Split {
  const match = /^\s*(.+?)(?:\s+as\s+([^\s/]*)(?:\/(\S*))?)?(?:\s+convert\s+(\S+))?\s*$/s.exec(link)
  const sides = splitOutsideQuotes(match?.[1] ?? '', '=')
  const [left, right] = sides
  if (!match || !left || !right || sides.length !== 2) throw invalid(origin, 'it is not two sides joined by =', usage)
  const names: Split['names'] = [fieldName(match[2], origin), fieldName(match[3], origin)]
  return { left, right, names, convert: conversion(match[4], origin) }
}

function conversion(word: string | undefined, origin: string): Conversion | null {
  if (word === undefined || word === 'text-to-int') return word ?? null
  throw invalid(origin, `${word} is no conversion`, 'There is one: text-to-int.')
}

/** A name of `as purchases/buyer`; an end that is left empty is named by the rules. */
function fieldName(name: string | undefined, origin: string): string | null {
  if (name === undefined || name === '') return null
  if (isValidName(name)) return name
  throw new HeddleError('NAME_INVALID', `${origin}: GraphQL does not allow the name ${JSON.stringify(name)}.`, {
    hint: 'Letters, digits and _, not beginning with a digit or with two underscores.',
  })
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = ['']
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    if (character === separator && !quoted) parts.push('')
    else parts.push((parts.pop() ?? '') + character)
  }
  return parts
}

function readSide(side: string, sources: readonly SourceDescription[], origin: string): Side {
  const read = splitOutsideQuotes(side, ',').map((text) => {
    const path = parsePath(text)
    if (!path || path.length < 2) throw invalid(origin, `${text.trim() || 'nothing'} is no column`, usage)
    const located = oneTable(sources, path.slice(0, -1), { origin, code: 'LINK_INVALID' })
    return { located, column: oneColumn(located, path.at(-1) ?? '', origin).sqlName }
  })
  const first = read[0]?.located
  const other = read.find(({ located }) => located.table !== first?.table)
  if (!first || other) {
    const ids = read.map(({ located }) => tableId(located.source.name, located.table))
    throw invalid(origin, `the columns of one side have to be of one table, not of ${ids.join(' and ')}`, usage)
  }
  return { located: first, columns: read.map(({ column }) => column) }
}

/** The left side must single out one row: else the right table's field would have several partners to show. */
function checkKey(one: Side, many: Side, keys: Readonly<Record<string, readonly string[]>>, origin: string): void {
  if (singlesOut(one, keys)) return
  const id = tableId(one.located.source.name, one.located.table)
  const hint = singlesOut(many, keys)
    ? `The one side stands left: turn it around, ${nameOf(many)}=${nameOf(one)}.`
    : `Link a primary or unique key of ${id}` +
      (one.located.table.primaryKey ? '.' : `, or say in the config what its key is: keys: { '${id}': […] }.`)
  throw invalid(origin, `${one.columns.join(', ')} is no key of ${id}, so that it may not stand left`, hint)
}

function singlesOut({ located, columns }: Side, given: Readonly<Record<string, readonly string[]>>): boolean {
  const { table, source } = located
  const extra = new Map(Object.entries(given)).get(tableId(source.name, table))
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques, ...(extra ? [extra] : [])]
  return keys.some((key) => key.every((column) => columns.includes(column)))
}

function nameOf({ located, columns }: Side): string {
  return columns.map((column) => `${tableId(located.source.name, located.table)}.${column}`).join(',')
}

function pair(from: readonly string[], to: readonly string[]): { from: string; to: string }[] {
  return from.map((column, at) => ({ from: column, to: to[at] ?? '' }))
}

function invalid(origin: string, what: string, hint: string): HeddleError {
  return new HeddleError('LINK_INVALID', `${origin}: ${what}.`, { hint })
}
