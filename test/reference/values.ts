import type { ColumnType } from '../../src/catalog/catalog.ts'

/** A value in its wire form, as the API shows it. */
export type Wire = string | number | boolean | null | readonly Wire[] | { readonly [name: string]: Wire }

/** What comparing needs to know of a type; enums compare by declared place. */
export interface Kind {
  readonly kind: ColumnType['kind']
  readonly enumNames?: readonly string[]
}

/** An exact decimal: digits ÷ 10^scale. */
export interface Exact {
  readonly digits: bigint
  readonly scale: number
}

export function parseExact(text: string): Exact {
  const [, sign, whole, fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? []
  if (whole === undefined) throw new Error(`not a decimal: ${text}`)
  const digits = BigInt(whole + fraction || '0')
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

export function printExact({ digits, scale }: Exact): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  return (digits < 0n ? '-' : '') + whole + (scale > 0 ? `.${text.slice(-scale)}` : '')
}

/** The same number with at least this many digits after the point. */
export function rescale(value: Exact, scale: number): Exact {
  return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale }
}

/** `numerator ÷ count`, rounded half away from zero. */
export function divideHalfAway(numerator: bigint, count: bigint): bigint {
  const negative = numerator < 0n
  const magnitude = negative ? -numerator : numerator
  const quotient = (magnitude * 2n + count) / (count * 2n)
  return negative ? -quotient : quotient
}

/** Below, at or above zero. Neither is null: null is the callers' business (unknown in a filter, a place in an order). */
export function compareValues(type: Kind, left: Wire, right: Wire): number {
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(type, left, right)
  switch (type.kind) {
    case 'int':
    case 'float':
      return Math.sign(Number(left) - Number(right))
    case 'boolean':
      return Number(left) - Number(right)
    case 'bigint':
    case 'decimal':
      return compareExact(parseExact(String(left)), parseExact(String(right)))
    case 'dateTime':
    case 'localDateTime':
      return compareBig(microseconds(String(left)), microseconds(String(right)))
    case 'time':
      return compareText(trimFraction(String(left)), trimFraction(String(right)))
    case 'enum':
      return (type.enumNames ?? []).indexOf(String(left)) - (type.enumNames ?? []).indexOf(String(right))
    case 'bytes':
      return Buffer.compare(Buffer.from(String(left), 'base64'), Buffer.from(String(right), 'base64'))
    case 'uuid':
      return compareText(String(left).toLowerCase(), String(right).toLowerCase())
    case 'string':
    case 'date':
      return compareText(String(left), String(right))
    case 'json':
      throw new Error('JSON has no order')
  }
}

/** Item by item, null after all others and equal to itself; a list that goes on is the greater. */
function compareLists(type: Kind, left: readonly Wire[], right: readonly Wire[]): number {
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const [a = null, b = null] = [left[place], right[place]]
    const compared = a === null || b === null ? Number(a === null) - Number(b === null) : compareValues(type, a, b)
    if (compared !== 0) return compared
  }
  return left.length - right.length
}

/** By code point: the order of UTF-8 bytes, not of JavaScript's UTF-16 units. */
export function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

function compareBig(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function compareExact(left: Exact, right: Exact): number {
  const scale = Math.max(left.scale, right.scale)
  return compareBig(rescale(left, scale).digits, rescale(right, scale).digits)
}

function trimFraction(time: string): string {
  return time.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

/** Microseconds since 1970 of `2024-01-31T10:00:00.123456Z`; without a zone, as if in UTC. */
function microseconds(text: string): bigint {
  const match = /^(\d+-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/i.exec(text)
  if (!match) throw new Error(`not a date and time: ${text}`)
  const [, date, minutes, seconds = ':00', fraction = '', zone = 'Z'] = match
  const millis = Date.parse(`${date}T${minutes}${seconds}${zone}`)
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}
