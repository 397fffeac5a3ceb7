import { LRUCache } from 'lru-cache'
import { HeddleError } from '../errors.ts'

/**
 * A time zone as the lists that statements take as parameters, because databases know zones differently or not at all. A row
 * is `[block, from, until, offset, since]`, all in seconds: in the half-open range the clocks are `offset` ahead of UTC,
 * and have been since the instant `since`. A range stands under each block that it touches, so that a join by equality
 * finds the few ranges of a moment; see {@link zoneBlocks}.
 */
export interface Zone {
  /** As the IANA database writes it. */
  readonly name: string
  /** JSON; ranges of instants. */
  readonly instants: string
  /** JSON; ranges of what the clocks show, each moment once: the first time that they show it, or pass it over. */
  readonly clocks: string
}

/** The time zones that requests name. */
export interface Zones {
  /**
   * The zone of a name of the IANA database, in any case.
   *
   * @throws HeddleError BAD_USER_INPUT
   */
  named(name: string): Zone
}

const length = 31_556_952 // a year of the calendar, on average

/**
 * Time in blocks of about a year. A block's name is the second that it begins with, a multiple of `length`. All that is
 * before the second block is in the first, all that is after the last block began is in the last: from 1799 to 2100 the
 * changes of the clocks are known, beyond these their offset stays.
 */
export const zoneBlocks = { length, first: -171 * length, last: 130 * length } as const

/** Zones with their lists: a list has 30 KB. */
const MOST_ZONES = 100

export function createZones(): Zones {
  const zones = new LRUCache<string, Zone>({ max: MOST_ZONES })
  return {
    named(name) {
      const key = name.toLowerCase()
      let zone = zones.get(key)
      if (!zone) zones.set(key, (zone = zoneOf(openCalendar(name))))
      return zone
    },
  }
}

function openCalendar(name: string): Intl.DateTimeFormat {
  try {
    // Some versions of Node take offsets, which are no names of zones.
    if (!/^[+-]/.test(name)) return calendarOf(name)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new HeddleError('BAD_USER_INPUT', '"zone" names no time zone that is known here.', {
    hint: 'Write a name of the IANA time zone database, as in zone: "Europe/Zurich", or leave it out for UTC.',
  })
}

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const [number, digits] = ['numeric', '2-digit'] as const
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: number, month: number, day: number, hour: digits, minute: digits, second: digits },
  })
}

function zoneOf(calendar: Intl.DateTimeFormat): Zone {
  const periods = periodsOf(calendar)
  const instants = periods.map(({ since, offset }, index) => {
    return { from: since, until: periods[index + 1]?.since ?? Infinity, offset, since }
  })
  // A period shows its clock from where the one before it has got to: what is shown twice is the first time's.
  const shown = periods.map(({ since, offset }, index) => {
    const from = index === 0 ? -Infinity : since + periods[index - 1]!.offset // there is one before
    const next = periods[index + 1]
    return { from, until: next ? next.since + offset : Infinity, offset, since }
  })
  return { name: calendar.resolvedOptions().timeZone, instants: listOf(instants), clocks: listOf(shown) }
}

// ───────── when the clocks changed ─────────

/** From `since` until the next period the clocks are `offset` seconds ahead of UTC. */
interface Period {
  readonly since: number
  readonly offset: number
}

/**
 * Days within which the clocks never change twice and show the old offset again: before 1900 they changed once, in the
 * forties they did so for eight days, and what is ahead are rules (those of Morocco for a month).
 */
function stepAt(second: number): number {
  const days = second < -2_208_988_800 ? 100 : second < 2_145_916_800 ? 7 : 21 // 1900, 2038
  return days * 86_400
}

function periodsOf(calendar: Intl.DateTimeFormat): readonly Period[] {
  const offsetAt = (second: number): number => offsetOf(calendar, second)
  let offset = offsetAt(zoneBlocks.first)
  const periods: Period[] = [{ since: -Infinity, offset }]
  for (let at: number = zoneBlocks.first, end = at; at < zoneBlocks.last; at = end) {
    end = Math.min(at + stepAt(at), zoneBlocks.last)
    const last = offsetAt(end)
    for (let from = at; offset !== last;) {
      const since = firstChange(offsetAt, from, end, offset)
      periods.push({ since, offset: (offset = offsetAt(since)) })
      from = since
    }
  }
  return periods
}

/** The second in `(from, until]` at which the offset is another for the first time. */
function firstChange(offsetAt: (second: number) => number, from: number, until: number, offset: number): number {
  let [same, other] = [from, until]
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (offsetAt(middle) === offset) same = middle
    else other = middle
  }
  return other
}

/** How many seconds a zone's clocks are ahead of UTC; before there were zones, by the sun, which is no whole minute. */
function offsetOf(calendar: Intl.DateTimeFormat, second: number): number {
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, seconds = 0] =
    calendar
      .format(second * 1000)
      .match(/\d+/g)
      ?.map(Number) ?? [] // 8/16/1906, 21:26:40
  return Date.UTC(year, month - 1, day, hour, minute, seconds) / 1000 - second
}

// ───────── as lists ─────────

interface Range {
  readonly from: number
  readonly until: number
  readonly offset: number
  readonly since: number
}

function listOf(ranges: readonly Range[]): string {
  const { first, last } = zoneBlocks
  const blockOf = (second: number) => Math.min(Math.max(Math.floor(second / length) * length, first), last)
  const rows = ranges.flatMap(({ from, until, offset, since }) => {
    const rows: number[][] = []
    const end = blockOf(until - 1)
    for (let block = blockOf(from); block <= end; block += length) {
      rows.push([block, ends(from), ends(until), offset, ends(since)])
    }
    return rows
  })
  return JSON.stringify(rows)
}

/** JSON has no infinity: further away than any date of any database. */
function ends(second: number): number {
  return Math.min(Math.max(second, -1e13), 1e13)
}
