/**
 * Where a calendar unit begins in a time zone, found by looking at its clocks around the moment, one by one: no list of
 * changes, no ranges.
 */
export function startInZone(text: string, unit: string, zone: string): string {
  const second = Math.floor(Date.parse(text) / 1000)
  const clock = clockOf(zone)
  const start = unit === 'hour' ? startOfHour(clock, second) : firstShown(clock, startOfUnit(clock(second), unit))
  return `${new Date(start * 1000).toISOString().slice(0, 19)}Z`
}

/** What the clocks of a zone show at a second, as the second at which those in Greenwich do. */
type Clock = (second: number) => number

const calendars = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Clock {
  const style = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', style)
  calendars.set(timeZone, calendar)
  return (second) => Date.parse(`${calendar.format(second * 1000).replace(' ', 'T')}Z`) / 1000 // 2024-03-31 03:00:00
}

/** Back from a second for as long as the clocks went on evenly in the same hour. */
function startOfHour(clock: Clock, second: number): number {
  let start = second
  const even = (to: number) => clock(start) - clock(to) === start - to && hourOf(clock(to)) === hourOf(clock(start))
  while (even(start - 60)) start -= 60
  while (even(start - 1)) start -= 1
  return start
}

function hourOf(shown: number): number {
  return Math.floor(shown / 3600)
}

function startOfUnit(shown: number, unit: string): number {
  const date = new Date(shown * 1000)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (unit) {
    case 'year':
      return Date.UTC(year, 0) / 1000
    case 'quarter':
      return Date.UTC(year, month - (month % 3)) / 1000
    case 'month':
      return Date.UTC(year, month) / 1000
    case 'week':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7)) / 1000
    default:
      return Date.UTC(year, month, day) / 1000
  }
}

/** The first second at which the clocks show this, or more, where they passed it over. */
function firstShown(clock: Clock, wanted: number): number {
  // No clock is more than 26 hours from Greenwich's, and all show less before that.
  let second = wanted - 26 * 3600
  for (;;) {
    // In an hour with a change of the clocks every second is looked at: they may show it, and be turned back from it.
    const even = clock(second + 3600) - clock(second) === 3600
    if (even && clock(second + 3600) < wanted) second += 3600
    else if (clock(second) >= wanted) return second
    else second += even ? Math.min(wanted - clock(second), 3600) : 1
  }
}
