import { zoneBlocks, type DateUnit, type Slot } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Expression } from './expression.ts'
import { param, raw, sql, type Sql } from './fragment.ts'

/** An instant of each row, and whose calendar is to tell when the unit began that it lies in. */
export interface Zoned {
  /** The instant, in a row of this alias. */
  readonly instant: (alias: string) => Expression
  readonly unit: DateUnit
  readonly zone: Slot
  /** The name of a column that this adds: no other column has it. */
  readonly name: (own: ZonedColumn) => string
}

/** `start` is the answer, in seconds; null of what is no instant. */
export type ZonedColumn = 'second' | 'block' | 'shown' | 'shownBlock' | 'start'

/**
 * Rows, and of each when a calendar unit of a time zone began, computed from lists of when the zone's clocks changed: each
 * database knows zones in its own way, or none.
 *
 * The range that the instant lies in says what the clocks showed. The start of that unit is what they showed then, and the
 * range that this lies in says when: the first time that they showed it, or the change by which they passed it over. An
 * hour is shorter than what clocks are turned back by, so it is told from the one of the same name: it begins in its own
 * range.
 *
 * What is needed many times is a column of a subquery, computed once.
 *
 * @example day
 * select p4.*, greatest(p4.shown - z1.ahead, z1.since) as start from (… select p2.*, p2.second + z0.ahead - (…) % 86400 as shown
 *   from (…) as p2 left join (select … from json_array_elements($1::text::json) as r) as z0 on z0.block = p2.block and …) as p4 left join …
 */
export function withStartInZone(compiling: Compiling, rows: Sql, { instant, unit, zone, name }: Zoned): Sql {
  const { apart, larger, values } = compiling.grammar
  const column = (alias: string, own: ZonedColumn) => raw(`${alias}.${name(own)}`)

  function add(
    below: Sql,
    own: ZonedColumn,
    value: (alias: string) => Sql,
    join: (alias: string) => Sql = () => [],
  ): Sql {
    const alias = compiling.alias('p')
    const from = sql`${below} as ${raw(alias)}${join(alias)}`
    return sql`(select ${raw(alias)}.*, ${value(alias)} as ${raw(name(own))} from ${from}${apart})`
  }

  const second = add(rows, 'second', (alias) => values.secondsOf(instant(alias)))
  const block = add(second, 'block', (alias) => blockOf(column(alias, 'second')))
  const of = openRanges(compiling, zone, 'instants')
  const join = (alias: string) => of.join(column(alias, 'second'), column(alias, 'block'))
  const shownIn = (alias: string) => startOfClock(compiling, sql`(${column(alias, 'second')} + ${of.ahead})`, unit)
  if (unit === 'hour') {
    return add(block, 'start', (alias) => larger(sql`${shownIn(alias)} - ${of.ahead}`, of.since), join)
  }
  const shown = add(block, 'shown', shownIn, join)
  const shownBlock = add(shown, 'shownBlock', (alias) => blockOf(column(alias, 'shown')))
  const then = openRanges(compiling, zone, 'clocks')
  return add(
    shownBlock,
    'start',
    (alias) => larger(sql`${column(alias, 'shown')} - ${then.ahead}`, then.since),
    (alias) => then.join(column(alias, 'shown'), column(alias, 'shownBlock')),
  )
}

/** A list of ranges; each moment lies in one of them, and null in none. */
function openRanges(compiling: Compiling, slot: Slot, list: 'instants' | 'clocks') {
  const alias = compiling.alias('z')
  const column = (name: string) => raw(`${alias}.${name}`)
  const columns = ['block', 'low', 'high', 'ahead', 'since']
  const table = compiling.grammar.numberTable(alias, param({ kind: 'zone', slot, list }), columns)
  return {
    ahead: column('ahead'),
    since: column('since'),
    join: (moment: Sql, block: Sql): Sql =>
      sql` left join ${table} on ${column('block')} = ${block} and ${moment} >= ${column('low')} and ${moment} < ${column('high')}`,
  }
}

function blockOf(moment: Sql): Sql {
  const { length, first, last } = zoneBlocks
  const number = (value: number) => raw(value < 0 ? `(${value})` : String(value))
  const within = sql`${moment} - (${moment} - ${number(first)}) % ${number(length)}`
  return sql`case when ${moment} < ${number(first)} then ${number(first)} when ${moment} >= ${number(last)} then ${number(last)} else ${within} end`
}

const day = 86_400

/** Units of one length are counted from a moment before all others, so that no remainder is negative. */
const even = {
  hour: { length: day / 24, before: 719_528 * day }, // year 0
  day: { length: day, before: 719_528 * day },
  week: { length: 7 * day, before: 719_526 * day }, // a Monday
} as const

/** What the clocks showed when the unit began that lies around what they show. */
function startOfClock(compiling: Compiling, clock: Sql, unit: DateUnit): Sql {
  switch (unit) {
    case 'hour':
    case 'day':
    case 'week': {
      const { length, before } = even[unit]
      return sql`(${clock} - (${clock} + ${raw(String(before))}) % ${raw(String(length))})`
    }
    default:
      return compiling.grammar.values.startOfSeconds(clock, unit)
  }
}
