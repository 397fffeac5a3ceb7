import { expect, it } from 'vitest'
import { readiness } from '../../src/http/readiness.ts'

const never = () => new Promise<never>(() => {})
const up = async () => 'up' as const

it('answers in two seconds, whatever is silent', async () => {
  const started = performance.now()
  const sources = [
    { name: 'alive', check: up },
    { name: 'silent', check: never },
  ]
  expect(await readiness(sources, never)).toEqual({
    status: 'degraded',
    sources: { alive: 'up', silent: 'down' },
    transactions: 'unknown',
  })
  expect(performance.now() - started).toBeLessThan(4_000)
})

it('answers where what it asks fails, and leaves no check behind', async () => {
  const deadlines: (number | undefined)[] = []
  const check = async (deadline?: number) => {
    deadlines.push(deadline)
    throw new Error('gone')
  }
  const fails = () => Promise.reject(new Error('gone'))
  expect(await readiness([{ name: 'gone', check }], fails)).toMatchObject({ status: 'down', transactions: 'unknown' })
  expect(deadlines[0]).toBeGreaterThan(performance.now())
})
