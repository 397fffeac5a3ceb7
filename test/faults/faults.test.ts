import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { faults } from './faults.ts'
import { copySources, type FaultyCopy } from './plant-fault.ts'

let copy: FaultyCopy

/** Each fault is a run of its own: every day has its third of them, and `npm run test:faults` has all. */
const THIRDS = 3
const today = Math.floor(Date.now() / 86_400_000) % THIRDS
const isAskedFor = (index: number): boolean => process.env['HEDDLE_FAULTS'] === 'all' || index % THIRDS === today

beforeAll(async () => {
  const server = inject('postgresServer')
  copy = await copySources('url' in server ? { HEDDLE_TEST_POSTGRES_URL: server.url } : {})
})

afterAll(() => copy.remove())

test.for(faults)('the suite notices $name', { timeout: 150_000 }, async (fault, { skip }) => {
  if (!isAskedFor(faults.indexOf(fault))) skip('its turn is another day: npm run test:faults has all')
  const { failed } = await copy.judge(fault)
  expect(failed, `${fault.test} stays green`).toBeGreaterThan(0)
})

test('what is not planted is green: the copy runs as the original does', { timeout: 150_000 }, async () => {
  const [fault] = faults
  if (!fault) throw new Error('there are no faults')
  const { passed, failed } = await copy.judge({ ...fault, replace: fault.find })
  expect({ some: passed > 0, failed }).toEqual({ some: true, failed: 0 })
})

test('a fault whose text is not there, or twice, is refused', async () => {
  const [fault] = faults
  if (!fault) throw new Error('there are no faults')
  await expect(copy.judge({ ...fault, find: 'no such text' })).rejects.toThrow('holds 0 times')
  await expect(copy.judge({ ...fault, find: 'return' })).rejects.toThrow('times what the fault replaces')
})
