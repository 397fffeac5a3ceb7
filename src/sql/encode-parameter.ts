import type { ColumnType } from '../catalog/catalog.ts'
import type { LikeMatch, Zone } from '../plan/plan.ts'
import type { Dialect } from './dialect.ts'
import { closePattern, escapeLike, foldAscii } from './encode-value.ts'
import { pageParts, type CanonicalKey, type Param, type SqlValue } from './statement.ts'

type ParamOf<Kind extends Param['kind']> = Extract<Param, { kind: Kind }>
type Rows = readonly (readonly unknown[])[]

/** How a dialect writes what parameters are made of. */
export interface Codec {
  /** A value that is compared with a column of the type. */
  value(type: ColumnType, value: unknown): SqlValue
  /** A value that a column of the type is to hold. */
  stored(type: ColumnType, value: unknown): SqlValue
  /** What the database printed, as the value that it was. */
  orderText(type: ColumnType, text: string): SqlValue
  /** The digits of a whole number. */
  whole(digits: string): SqlValue
  /** A pattern without half of a surrogate pair. */
  pattern(match: LikeMatch, text: unknown): string
  path(path: string, part: ParamOf<'path'>['part']): string
  list(type: ColumnType, items: readonly unknown[]): SqlValue
  cells(parameter: ParamOf<'cells'>, rows: Rows, keys: readonly CanonicalKey[]): SqlValue
  keys(parameter: ParamOf<'keys'>, keys: readonly CanonicalKey[]): SqlValue
}

/** A dialect's {@link Dialect.encode}: what a parameter takes from the request is the same everywhere. */
export function encoderOf(codec: Codec): Dialect['encode'] {
  return (parameter, values, keys, rows = []) => {
    switch (parameter.kind) {
      case 'written':
        return codec.stored(parameter.type, values[parameter.slot])
      case 'value':
        return codec.value(parameter.type, values[parameter.slot])
      case 'list':
        return codec.list(parameter.type, values[parameter.slot] as readonly unknown[]) // bound as a list
      case 'pattern':
        return codec.pattern(parameter.match, values[parameter.slot])
      case 'path':
        return codec.path(String(values[parameter.slot]), parameter.part)
      case 'orderText':
        return codec.orderText(parameter.type, String(values[parameter.slot]))
      case 'count':
        return codec.whole(String(Number(values[parameter.slot]) + parameter.plus))
      case 'zone':
        return (values[parameter.slot] as Zone)[parameter.list]
      case 'page': {
        const number = keys[0]?.[pageParts.indexOf(parameter.part)] ?? null
        return number === null ? null : codec.whole(number)
      }
      case 'name':
        return parameter.before + JSON.stringify(String(values[parameter.slot])) + parameter.after
      case 'cells':
        return codec.cells(parameter, rows, keys)
      case 'keys':
        return codec.keys(parameter, keys)
    }
  }
}

/** A pattern for LIKE, with `\` as its escape. `ilike` folds it, and finds the text folded too. */
export function likePattern(match: LikeMatch, text: string): string {
  switch (match) {
    case 'like':
      return closePattern(text)
    case 'ilike':
      return foldAscii(closePattern(text))
    case 'contains':
      return `%${escapeLike(text)}%`
    case 'startsWith':
      return `${escapeLike(text)}%`
    case 'endsWith':
      return `%${escapeLike(text)}`
  }
}
