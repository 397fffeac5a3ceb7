import { GraphQLScalarType } from 'graphql'
import { parseDate, parseDateTime, parseLocalDateTime, parseTime, printDate } from './calendar.ts'
import { atLiteral, badInput, notRepresentable, stringLiteral } from './invalid.ts'

const rfc3339 = 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6'

/** `timestamptz`: an instant. Read with any offset and to the microsecond, always written in UTC. */
export const DateTimeScalar = calendarScalar({
  name: 'DateTime',
  description: 'An instant: RFC 3339 in UTC, to the microsecond.',
  specifiedByURL: rfc3339,
  wanted:
    'A DateTime is an instant with its offset and at most 6 digits of a second: "2024-02-29T09:30:00.123456Z", "2024-02-29T10:30:00+01:00".',
  parse: parseDateTime,
  fromUtc: (text) => text,
})

/** `timestamp`: a date and time of day without a zone. */
export const LocalDateTimeScalar = calendarScalar({
  name: 'LocalDateTime',
  description: 'A date and time of day without a zone, to the microsecond: `2024-02-29T09:30:00`.',
  wanted:
    'A LocalDateTime is a date and a time of day without a zone, with at most 6 digits of a second: "2024-02-29T09:30:00.123456".',
  parse: parseLocalDateTime,
  fromUtc: (text) => text.slice(0, -1),
})

/** `date`: a day. */
export const DateScalar = calendarScalar({
  name: 'Date',
  description: 'A day: `2024-02-29`.',
  specifiedByURL: rfc3339,
  wanted: 'A Date is a day: "2024-02-29".',
  parse: parseDate,
  fromUtc: (text) => text.slice(0, 10),
})

/** `time`: a time of day. */
export const TimeScalar = calendarScalar({
  name: 'Time',
  description: 'A time of day without a zone, to the microsecond: `09:30:00`.',
  wanted: 'A Time is a time of day with at most 6 digits of a second: "09:30:00.123456".',
  parse: parseTime,
  fromUtc: (text) => text.slice(11, -1),
})

interface CalendarScalar {
  readonly name: string
  readonly description: string
  readonly specifiedByURL?: string
  /** What a value must be: the message for any other. */
  readonly wanted: string
  readonly parse: (text: string) => string | null
  /** The scalar's part of `2024-02-29T09:30:00.123Z`, for a Date that a custom resolver gave. */
  readonly fromUtc: (text: string) => string
}

function calendarScalar(scalar: CalendarScalar): GraphQLScalarType<string, string> {
  const { wanted, parse, fromUtc, ...described } = scalar
  const parsed = (text: string): string => {
    const canonical = parse(text)
    if (canonical === null) throw badInput(wanted)
    return canonical
  }
  return new GraphQLScalarType<string, string>({
    ...described,
    parseValue(value) {
      if (typeof value === 'string') return parsed(value)
      const text = value instanceof Date ? printDate(value) : null
      if (text === null) throw badInput(wanted)
      return fromUtc(text)
    },
    parseLiteral: (node) => atLiteral(node, () => parsed(stringLiteral(node, wanted))),
    serialize(value) {
      if (typeof value === 'string') return value
      const text = value instanceof Date ? printDate(value) : null
      if (text !== null) return fromUtc(text)
      throw notRepresentable(`A resolver gave a ${scalar.name} field something else than a string or a valid Date.`)
    },
  })
}
