import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalText, joinHalves, meanText } from '../../src/runtime/exact-numbers.ts'

describe('exact numbers', () => {
  it('join the halves of a 64-bit integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (whole) => {
        const low = BigInt.asUintN(32, whole)
        expect(joinHalves(String((whole - low) / 2n ** 32n), String(low))).toBe(whole)
      }),
    )
  })

  it('print a decimal with the digits of its scale', () => {
    expect(decimalText(-1205n, 2)).toBe('-12.05')
    expect(decimalText(5n, 2)).toBe('0.05')
    expect(decimalText(0n, 2)).toBe('0.00')
    expect(decimalText(-7n, 0)).toBe('-7')
  })

  it('round a mean half away from zero to six digits beyond the scale', () => {
    expect(meanText(20n, 3n, 0)).toBe('6.666667')
    expect(meanText(-20n, 3n, 0)).toBe('-6.666667')
    expect(meanText(1n, 2_000_000n, 0)).toBe('0.000001')
    expect(meanText(-1n, 2_000_000n, 0)).toBe('-0.000001')
    expect(meanText(1n, 2_000_001n, 0)).toBe('0.000000')
    expect(meanText(1001n, 4n, 2)).toBe('2.50250000')
  })
})
