import { isSpecifiedScalarType } from 'graphql'
import { expect, expectTypeOf, test } from 'vitest'
import { scalarOfKind } from '../src/graphql/scalars.ts'
import { scalarTypes, type Scalars } from '../src/scalars.ts'

test('heddle/scalars names every scalar that an API can have', () => {
  const own = Object.values(scalarOfKind).filter((scalar) => !isSpecifiedScalarType(scalar))
  expect(Object.keys(scalarTypes)).toEqual(own.map(({ name }) => name).sort())
})

test('heddle/scalars gives each the type that its wire form has', () => {
  const samples: Readonly<Record<keyof Scalars, unknown>> = {
    BigInt: '9007199254740993',
    Bytes: 'SGVkZGxl',
    Date: '2026-11-22',
    DateTime: '2026-11-22T10:00:00Z',
    Decimal: '12.50',
    JSON: { any: ['thing'] },
    LocalDateTime: '2026-11-22T10:00:00',
    Time: '10:00:00',
    UUID: '01890c2e-7b9a-7cc2-9d3f-0a1b2c3d4e5f',
  }
  for (const scalar of Object.values(scalarOfKind)) {
    const type = (scalarTypes as Readonly<Record<string, string>>)[scalar.name]
    const sample = (samples as Readonly<Record<string, unknown>>)[scalar.name]
    if (type === 'string') expect(typeof scalar.serialize(scalar.parseValue(sample))).toBe('string')
  }
  expectTypeOf<Scalars['Decimal']>().toEqualTypeOf<string>()
  expectTypeOf<Scalars['JSON']>().toEqualTypeOf<unknown>()
})
