/** Dates and times of day as text. JavaScript's Date knows neither microseconds nor days without a zone. */

const datePart = '(\\d{4})-(\\d\\d)-(\\d\\d)'
const timePart = '(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?'
const date = new RegExp(`^${datePart}$`)
const time = new RegExp(`^${timePart}$`)
const localDateTime = new RegExp(`^${datePart}[Tt]${timePart}$`)
const dateTime = new RegExp(`^${datePart}[Tt]${timePart}([Zz]|[+-]\\d\\d:\\d\\d)$`)

/** `2024-02-29`, from year 1 to 9999; null where there is no such day. */
export function parseDate(text: string): string | null {
  const [, year, month, day] = date.exec(text) ?? []
  return isDay(year, month, day) ? text : null
}

/** `09:30:00[.ffffff]`, trailing zeros of the fraction trimmed; null where there is no such time. */
export function parseTime(text: string): string | null {
  const [, hour, minute, second, fraction] = time.exec(text) ?? []
  return isTime(hour, minute, second) ? `${hour}:${minute}:${second}${trim(fraction)}` : null
}

/** `2024-02-29T09:30:00[.ffffff]`; null where there is no such day or time. */
export function parseLocalDateTime(text: string): string | null {
  const [, year, month, day, hour, minute, second, fraction] = localDateTime.exec(text) ?? []
  if (!isDay(year, month, day) || !isTime(hour, minute, second)) return null
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${trim(fraction)}`
}

/** RFC 3339 with its offset, as UTC: `2024-02-29T09:30:00[.ffffff]Z`; null where there is no such instant. */
export function parseDateTime(text: string): string | null {
  const [, year, month, day, hour, minute, second, fraction, zone] = dateTime.exec(text) ?? []
  if (!isDay(year, month, day) || !isTime(hour, minute, second) || zone === undefined) return null
  const offset = offsetMinutes(zone)
  if (offset === null) return null
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const utc = new Date(local - offset * 60_000)
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return null
  return `${utc.toISOString().slice(0, 19)}${trim(fraction)}Z`
}

/** A Date of JavaScript as UTC text with its milliseconds; null for an invalid one or a year out of range. */
export function printDate(value: Date): string | null {
  return Number.isNaN(value.getTime()) ? null : parseDateTime(value.toISOString())
}

function isDay(year: string | undefined, month: string | undefined, day: string | undefined): boolean {
  if (year === undefined || year === '0000') return false
  const millis = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  // Date.parse refuses month 13 and day 32, but takes February 30 for March 1.
  return !Number.isNaN(millis) && new Date(millis).getUTCDate() === Number(day)
}

function isTime(hour: string | undefined, minute: string | undefined, second: string | undefined): boolean {
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4))
  if (hours > 23 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function trim(fraction: string | undefined): string {
  const digits = (fraction ?? '').replace(/0+$/, '')
  return digits && `.${digits}`
}
