import type { ColumnType } from '../catalog/catalog.ts'
import { relationOf } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Looked, Lookup, Slot } from '../plan/plan.ts'
import { nearKeys } from './compile-member.ts'
import type { Compiling } from './compiling.ts'
import { computed, type Expression, type Row } from './expression.ts'
import { param, raw, sql, type Sql } from './fragment.ts'

/** What sorts rows, comparable by the database's plain operators. */
export interface OrderValue extends Expression {
  /** Of a value across a link, which here is but a rank: what only the far database can say of it. */
  readonly far?: FarValue
}

export interface FarValue {
  /** The text that the far database printed of the value, for cursors. */
  readonly text: () => Expression
  /** -1, 0 or 1: the value comes before that of a cursor, equals it, comes after it; null of null. */
  readonly compare: (slot: Slot) => Sql
}

/** The types of what stands behind a key that a lookup answered: rank, order text, comparison with a cursor's value. */
const rankType: ColumnType = { kind: 'bigint', sqlType: 'bigint', dimensions: 0 }
const textType: ColumnType = { kind: 'string', sqlType: 'text', collation: 'C', dimensions: 0 }
const signType: ColumnType = { kind: 'int', sqlType: 'int4', dimensions: 0 }

/**
 * A value across a link, by what a lookup answered for the row's key. In the lookup's answer a key is followed by the rank,
 * the text if it was asked for, and a comparison for each value of a cursor.
 *
 * @example (select l1.k1 from (select key, value ->> 0 as k0, value ->> 1 as k1 from json_each(?1) limit -1) as l1 where l1.k0 = +t0."user_id")
 */
export function lookedValue(compiling: Compiling, row: Row, looked: Looked): OrderValue {
  const key = nearKeys(compiling, row, relationOf(row.table, looked.relation))
  const entries = entryTypes(looked)
  const types = [...key.map(({ value }) => value.type), ...entries]
  const entry = (index: number): Sql => {
    const table = compiling.grammar.keyTable(compiling.alias('l'), types, looked.fetch)
    const column = table.columns[key.length + index]
    const type = entries[index]
    invariant(column && type, 'a lookup answers all that is read of it')
    return compiling.grammar.entryOfKey(table, key, { sql: column, type })
  }
  // A count of none is 0; ranks begin at 1.
  const counts = looked.none === 'zero'
  const orZero = (value: Sql, zero: Sql): Sql => (counts ? sql`coalesce(${value}, ${zero})` : value)
  return {
    ...computed(orZero(entry(0), raw('0')), rankType, !counts),
    far: {
      text: () => computed(orZero(entry(1), sql`'0'`), textType, !counts),
      compare: (slot) => {
        const zero = compareSql(raw('0'), param({ kind: 'orderText', slot, type: rankType }))
        return orZero(entry(entries.length - looked.compare.length + looked.compare.indexOf(slot)), zero)
      },
    },
  }
}

/** The types of what stands behind a key. */
export function entryTypes({ text, compare }: Pick<Lookup, 'text' | 'compare'>): ColumnType[] {
  return [rankType, ...(text ? [textType] : []), ...compare.map(() => signType)]
}

/** -1, 0 or 1. */
export function compareSql(value: Sql, at: Sql): Sql {
  return sql`case when ${value} < ${at} then -1 when ${value} = ${at} then 0 else 1 end`
}
