import pluralize from 'pluralize'
import { toAscii } from './to-ascii.ts'

/** A name that GraphQL accepts and does not keep for itself. */
export function isValidName(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !name.startsWith('__')
}

/**
 * The words of a database's name: split where letters and digits end, and where small letters turn into capitals.
 *
 * @example words('order_items') // ['order', 'items']
 * @example words('HTTPServerID') // ['http', 'server', 'id']
 */
export function words(name: string): string[] {
  return toAscii(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** @example camelCase('created_at') // 'createdAt' */
export function camelCase(name: string): string {
  const [first = '', ...rest] = words(name)
  return withoutLeadingDigit(first + rest.map(capital).join(''))
}

/** @example pascalCase('created_at') // 'CreatedAt' */
export function pascalCase(name: string): string {
  return withoutLeadingDigit(words(name).map(capital).join(''))
}

/** The first letter large. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** What a table is called in the API. */
export interface TableNames {
  readonly typeName: string
  readonly single: string
  readonly plural: string
}

/**
 * Singular type, singular field and list of a table, from its name in either number. A word without a plural of its own
 * takes `List`.
 *
 * @example tableNames('order_items') // { typeName: 'OrderItem', single: 'orderItem', plural: 'orderItems' }
 * @example tableNames('staff') // { typeName: 'Staff', single: 'staff', plural: 'staffList' }
 */
export function tableNames(name: string): TableNames {
  const all = words(name)
  const last = all.at(-1) ?? ''
  const before = all.slice(0, -1)
  const one = endsInData(last) ? last : singular(last)
  const many = endsInData(last) ? last : pluralize.plural(one)
  const single = joinWords([...before, one])
  return {
    typeName: capital(single),
    single,
    plural: many === one ? `${single}List` : joinWords([...before, many]),
  }
}

/** English now treats `data` like `news`; the library still knows its `datum`. */
function endsInData(word: string): boolean {
  return word.endsWith('data')
}

/** The library makes nothing of `s`. */
function singular(word: string): string {
  return pluralize.singular(word).trim() || word
}

function joinWords(all: readonly string[]): string {
  const [first = '', ...rest] = all
  return withoutLeadingDigit(first + rest.map(capital).join(''))
}

function withoutLeadingDigit(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name
}

/** A column's name without the end that says that it is a key: `languageId` → `language`. Null where it has no such end. */
export function withoutId(columnName: string): string | null {
  const match = /^(.+?)(?:_id|Id|ID)$/.exec(columnName)
  return match?.[1] ?? null
}
