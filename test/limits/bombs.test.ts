import { afterAll, beforeAll, expect, it } from 'vitest'
import { bombs } from './bombs.ts'
import { openCycle, type Cycle, type Posted } from './open-cycle.ts'

let cycle: Cycle
beforeAll(async () => {
  cycle = await openCycle()
  for (const bomb of bombs) await cycle.post(bomb.body('warm'))
}, 60_000)
afterAll(() => cycle.close())

it('there are at least forty', () => expect(bombs.length).toBeGreaterThanOrEqual(40))

/** What else the machine does makes a run dearer, never cheaper. */
it.each(bombs)('$name: refused within 50 ms of CPU, without SQL, and not as a fault', async ({ body }) => {
  let least: Posted | undefined
  for (let run = 0; run < 5; run++) {
    const posted = await cycle.post(body(`run ${run}`))
    if (least === undefined || posted.cpuMs < least.cpuMs) least = posted
  }
  expect(least?.statements).toBe(0)
  expect(least?.body.errors?.length).toBeGreaterThan(0)
  expect(least?.body.data ?? null).toBeNull()
  expect(least?.body.errors?.map(({ extensions }) => extensions?.['code'])).not.toContain('INTERNAL_SERVER_ERROR')
  expect(JSON.stringify(least?.body).length, 'no answer is larger than a page').toBeLessThan(8_000)
  expect(least?.cpuMs).toBeLessThan(50)
})

/** Refused as long as each field was compared with each; it means no more than one of them. */
it('1,900 times one field is one field: answered within 50 ms of CPU, with its one statement', async () => {
  const least = { cpuMs: Infinity }
  for (let run = 0; run < 5; run++) {
    const query = `{ users { ${'id '.repeat(1_900)} } } # run ${run}`
    const { body, statements, cpuMs } = await cycle.post(JSON.stringify({ query }))
    expect(body).toEqual({ data: { users: [{ id: 1 }, { id: 2 }] } })
    expect(statements).toBe(1)
    least.cpuMs = Math.min(least.cpuMs, cpuMs)
  }
  expect(least.cpuMs).toBeLessThan(50)
})

it('what front ends ask for is answered', async () => {
  const { body } = await cycle.post(
    JSON.stringify({
      query: '{ users(limit: 1000) { name friend { name } orders(limit: 100) { total items { sku } user { name } } } }',
    }),
  )
  expect(body.errors).toBeUndefined()
})
