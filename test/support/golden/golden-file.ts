import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Compares a text with its file. `UPDATE_GOLDEN=1` writes it instead, and never where `CI` is set: there a missing or
 * different file fails.
 */
export function expectGolden(path: string, text: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1' && !process.env['CI']) {
    writeFileSync(path, text)
    return
  }
  if (!existsSync(path)) throw new Error(`${path} is not there yet: run with UPDATE_GOLDEN=1 and read what it wrote`)
  expect(text).toBe(readFileSync(path, 'utf8'))
}
