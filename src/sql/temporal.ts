/** Kinds of values that a calendar or a clock measures. */
export type TemporalKind = 'date' | 'time' | 'dateTime' | 'localDateTime'

const date = '(\\d{4})-(\\d\\d)-(\\d\\d)'
const time = '(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6})0*)?'
const patterns: Readonly<Record<TemporalKind, RegExp>> = {
  date: new RegExp(`^${date}$`),
  time: new RegExp(`^${time}$`),
  dateTime: new RegExp(`^${date}[T ]${time}(?:Z|\\+00:00)$`),
  localDateTime: new RegExp(`^${date}[T ]${time}$`),
}

/** The wire form of a date, a time or both, the fraction as short as it can be; null for what is none. */
export function parseTemporal(kind: TemporalKind, text: string): string | null {
  const groups = patterns[kind].exec(text)?.slice(1)
  if (!groups) return null
  const [year, month, day] = kind === 'time' ? [] : groups
  const [hour, minute, second, fraction] = kind === 'time' ? groups : groups.slice(3)
  const day_ = year === undefined ? '' : `${year}-${month}-${day}`
  if (day_ !== '' && !isDay(day_)) return null
  if (kind === 'date') return day_
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const digits = (fraction ?? '').replace(/0+$/, '')
  const clock = `${hour}:${minute}:${second}${digits && `.${digits}`}`
  if (kind === 'time') return clock
  return `${day_}T${clock}${kind === 'dateTime' ? 'Z' : ''}`
}

function isDay(text: string): boolean {
  const millis = Date.parse(`${text}T00:00:00Z`)
  // Date.parse takes February 30 for March 1.
  return !text.startsWith('0000') && !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text)
}

/** Microseconds since 1970 of a wire form with a date; a Date without a time is its midnight. */
export function epochMicros(text: string): bigint {
  const seconds = text.length === 10 ? `${text}T00:00:00` : text.slice(0, 19)
  const fraction = /\.(\d{1,6})/.exec(text)?.[1] ?? ''
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}
