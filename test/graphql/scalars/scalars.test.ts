import { GraphQLError, parseValue, type GraphQLScalarType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { scalarOfKind } from '../../../src/graphql/scalars.ts'
import { assertText } from '../../../src/graphql/scalars/text.ts'

const { bigint, decimal, dateTime, localDateTime, date, time, uuid, json, bytes } = scalarOfKind

/** What an argument means, as a variable and as a literal of the document. */
function read(scalar: GraphQLScalarType, value: string): unknown[] {
  return [scalar.parseValue(value), scalar.parseLiteral(parseValue(JSON.stringify(value)), {})]
}

function codeOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error
  }
  return 'accepted'
}

describe('one canonical form', () => {
  test.each<[string, GraphQLScalarType, string, string]>([
    ['BigInt', bigint, '0', '0'],
    ['BigInt', bigint, '-0', '0'],
    ['BigInt', bigint, '+007', '7'],
    ['BigInt', bigint, '9007199254740993', '9007199254740993'],
    ['BigInt', bigint, '9223372036854775807', '9223372036854775807'],
    ['BigInt', bigint, '-9223372036854775808', '-9223372036854775808'],
    ['Decimal', decimal, '12.50', '12.50'],
    ['Decimal', decimal, '+0012.50', '12.50'],
    ['Decimal', decimal, '-0.00', '0.00'],
    ['Decimal', decimal, '-0', '0'],
    ['Decimal', decimal, '-007.5', '-7.5'],
    ['Decimal', decimal, '1e3', '1000'],
    ['Decimal', decimal, '1.25e1', '12.5'],
    ['Decimal', decimal, '1.5E-3', '0.0015'],
    ['Decimal', decimal, '1234.5e-2', '12.345'],
    ['Decimal', decimal, '12345678901234567890.123', '12345678901234567890.123'],
    ['DateTime', dateTime, '2024-02-29T23:30:00Z', '2024-02-29T23:30:00Z'],
    ['DateTime', dateTime, '2024-02-29t23:30:00z', '2024-02-29T23:30:00Z'],
    ['DateTime', dateTime, '2024-02-29T23:30:00-01:30', '2024-03-01T01:00:00Z'],
    ['DateTime', dateTime, '2024-03-01T00:00:00.123456+05:45', '2024-02-29T18:15:00.123456Z'],
    ['DateTime', dateTime, '2024-02-29T23:30:00.500000Z', '2024-02-29T23:30:00.5Z'],
    ['DateTime', dateTime, '1969-12-31T23:59:59.000000Z', '1969-12-31T23:59:59Z'],
    ['DateTime', dateTime, '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['LocalDateTime', localDateTime, '2024-03-31T02:30:00.10', '2024-03-31T02:30:00.1'],
    ['Date', date, '2000-02-29', '2000-02-29'],
    ['Time', time, '23:59:59.999999', '23:59:59.999999'],
    ['Time', time, '00:00:00.000', '00:00:00'],
    ['UUID', uuid, '0188C2C1-5F0B-7D3A-9A1E-3C5D8E4F2B10', '0188c2c1-5f0b-7d3a-9a1e-3c5d8e4f2b10'],
    ['Bytes', bytes, '', ''],
    ['Bytes', bytes, 'AP8=', 'AP8='],
    ['Bytes', bytes, '/+8=', '/+8='],
  ])('%s %#: %s', (_name, scalar, value, canonical) => {
    expect(read(scalar, value)).toEqual([canonical, canonical])
  })
})

describe('what a scalar cannot mean is BAD_USER_INPUT, in a variable and in a literal', () => {
  test.each<[GraphQLScalarType, string]>([
    [bigint, ''],
    [bigint, ' 1'],
    [bigint, '1.0'],
    [bigint, '0x10'],
    [bigint, '1e3'],
    [bigint, '18446744073709551616'],
    [bigint, '-9223372036854775809'],
    [bigint, '1'.repeat(10_000)],
    [decimal, ''],
    [decimal, '.5'],
    [decimal, '5.'],
    [decimal, '1,5'],
    [decimal, 'NaN'],
    [decimal, 'Infinity'],
    [decimal, '1e9999'],
    [decimal, '1e-5000'],
    [decimal, '1'.repeat(2000)],
    [dateTime, '2024-02-29T23:30:00'],
    [dateTime, '2024-02-29 23:30:00Z'],
    [dateTime, '2024-02-30T00:00:00Z'],
    [dateTime, '2023-02-29T00:00:00Z'],
    [dateTime, '2024-02-29T24:00:00Z'],
    [dateTime, '2024-12-31T23:59:60Z'],
    [dateTime, '2024-02-29T23:30:00.1234567Z'],
    [dateTime, '2024-02-29T23:30Z'],
    [dateTime, '2024-02-29T23:30:00+24:00'],
    [dateTime, '2024-02-29T23:30:00+0100'],
    [dateTime, '0000-01-01T00:00:00Z'],
    [dateTime, '0001-01-01T00:00:00+00:01'],
    [dateTime, '9999-12-31T23:59:59-00:01'],
    [dateTime, '-0044-03-15T12:00:00Z'],
    [dateTime, 'infinity'],
    [localDateTime, '2024-02-29T23:30:00Z'],
    [localDateTime, '2024-02-29'],
    [date, '2024-2-29'],
    [date, '2024-13-01'],
    [date, '2024-04-31'],
    [date, '2024-02-29T00:00:00Z'],
    [date, '2024-02-29\n'],
    [time, '24:00:00'],
    [time, '23:60:00'],
    [time, '9:30:00'],
    [time, '09:30'],
    [uuid, '0188c2c15f0b7d3a9a1e3c5d8e4f2b10'],
    [uuid, '{0188c2c1-5f0b-7d3a-9a1e-3c5d8e4f2b10}'],
    [uuid, '0188c2c1-5f0b-7d3a-9a1e-3c5d8e4f2b1g'],
    [bytes, 'AP8'],
    [bytes, 'AP9='],
    [bytes, 'A P8='],
    [bytes, '_-8='],
  ])('%s %#', (scalar, value) => {
    expect(codeOf(() => scalar.parseValue(value))).toBe('BAD_USER_INPUT')
    expect(codeOf(() => scalar.parseLiteral(parseValue(JSON.stringify(value)), {}))).toBe('BAD_USER_INPUT')
  })

  test('values and literals of another kind', () => {
    for (const scalar of [bigint, decimal, dateTime, localDateTime, date, time, uuid, bytes]) {
      for (const value of [true, {}, [], null, undefined, Number.NaN, new Date(Number.NaN)]) {
        expect(
          codeOf(() => scalar.parseValue(value)),
          `${scalar.name} ${String(value)}`,
        ).toBe('BAD_USER_INPUT')
      }
      for (const literal of ['true', 'word', '{}', '[]']) {
        expect(
          codeOf(() => scalar.parseLiteral(parseValue(literal), {})),
          scalar.name,
        ).toBe('BAD_USER_INPUT')
      }
    }
    expect(codeOf(() => bigint.parseValue(2 ** 53))).toBe('BAD_USER_INPUT')
    expect(codeOf(() => dateTime.parseLiteral(parseValue('2024'), {}))).toBe('BAD_USER_INPUT')
  })

  test('the message says what is wanted and never repeats the value', () => {
    expect(() => decimal.parseValue('secret')).toThrow(/^A Decimal is a number written as a string: "12\.50"/)
    expect(() => decimal.parseValue('secret')).not.toThrow(/secret/)
  })
})

describe('numbers', () => {
  test('are taken where they lose no digit', () => {
    expect(bigint.parseValue(-5)).toBe('-5')
    expect(bigint.parseValue(-0)).toBe('0')
    expect(bigint.parseValue(10n ** 18n)).toBe('1000000000000000000')
    expect(bigint.parseLiteral(parseValue('9007199254740993'), {})).toBe('9007199254740993')
    expect(decimal.parseValue(0.1)).toBe('0.1')
    expect(decimal.parseValue(1e21)).toBe('1000000000000000000000')
    expect(codeOf(() => decimal.parseValue(2 ** 53 + 2))).toBe('BAD_USER_INPUT')
    expect(decimal.parseLiteral(parseValue('12345678901234567890.10'), {})).toBe('12345678901234567890.10')
  })
})

describe('JSON', () => {
  test('literals may hold variables, also under names of Object.prototype', () => {
    const literal = parseValue('{ a: [1, 2.5, "x", true, null, $v], __proto__: { b: $unset, c: $constructor } }')
    const value = json.parseLiteral(literal, { v: { deep: 1 } })
    expect(JSON.stringify(value)).toBe('{"a":[1,2.5,"x",true,null,{"deep":1}],"__proto__":{"b":null,"c":null}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test('literals that JSON in JavaScript cannot hold are refused', () => {
    for (const literal of ['9007199254740993', '1e999', '[0.1234567890123456789]', 'word', '[{a: word}]']) {
      expect(
        codeOf(() => json.parseLiteral(parseValue(literal), {})),
        literal,
      ).toBe('BAD_USER_INPUT')
    }
  })
})

describe('what resolvers give', () => {
  test('is written in wire form', () => {
    const at = new Date('2024-02-29T23:30:00.120Z')
    expect(dateTime.serialize(at)).toBe('2024-02-29T23:30:00.12Z')
    expect(localDateTime.serialize(at)).toBe('2024-02-29T23:30:00.12')
    expect(date.serialize(at)).toBe('2024-02-29')
    expect(time.serialize(at)).toBe('23:30:00.12')
    expect(bigint.serialize(2n ** 60n)).toBe('1152921504606846976')
    expect(bigint.serialize(7)).toBe('7')
    expect(decimal.serialize(1e-7)).toBe('0.0000001')
    expect(bytes.serialize(Buffer.from([0, 255]))).toBe('AP8=')
    expect(bytes.serialize(new Uint8Array([9, 0, 255]).subarray(1))).toBe('AP8=')
    expect(json.serialize({ a: [null] })).toEqual({ a: [null] })
  })

  test('wire strings of a database pass as they are, whatever they hold', () => {
    for (const scalar of [bigint, decimal, dateTime, localDateTime, date, time, uuid, bytes]) {
      expect(scalar.serialize('24:00:00')).toBe('24:00:00')
    }
  })

  test('is refused where it cannot be written', () => {
    const unfit: [GraphQLScalarType, unknown][] = [
      [bigint, 2 ** 53],
      [bigint, 1.5],
      [decimal, Number.POSITIVE_INFINITY],
      [dateTime, new Date(Number.NaN)],
      [dateTime, new Date(8.64e15)],
      [date, 20240229],
      [uuid, 1],
      [bytes, [0, 255]],
    ]
    for (const [scalar, value] of unfit) {
      expect(
        codeOf(() => scalar.serialize(value)),
        scalar.name,
      ).toBe('VALUE_NOT_REPRESENTABLE')
    }
  })
})

describe('text', () => {
  test('with U+0000 or half of a surrogate pair is refused, every other text is taken', () => {
    for (const text of ['a\0b', '\ud83d', 'x\ude00y']) expect(codeOf(() => assertText(text))).toBe('BAD_USER_INPUT')
    for (const text of ['', '😀', '\u0001', '\uffff', 'e\u0301'])
      expect(codeOf(() => assertText(text))).toBe('accepted')
  })
})
