import { expect, it } from 'vitest'
import { createAdmit, type Admit, type RateRules } from '../../src/auth/limit-rate.ts'
import type { HeddleError } from '../../src/errors.ts'
import type { Asking, Claims } from '../../src/viewer.ts'
import { connectRedis } from './redis-client.ts'

const rules: RateRules = { requests: 3, perMs: 60_000, by: undefined, redis: undefined }
const viewer = { role: 'anonymous', context: {} }

function asking(address: string | null): Asking {
  return { authorization: null, address, request: () => new Request('http://localhost/graphql') }
}

async function outcomes(
  admit: Admit,
  times: number,
  address: string | null,
  claims: Claims | null = null,
): Promise<string[]> {
  const seen: string[] = []
  for (let n = 0; n < times; n++) {
    const outcome = await admit(asking(address), viewer, claims).then(
      () => 'admitted',
      (error: HeddleError) => ((error.details.retryAfter ?? 0) > 50 ? error.code : `${error.code} without a time`),
    )
    seen.push(outcome)
  }
  return seen
}

it('admits so many and no more, each viewer by himself', async () => {
  const admit = await createAdmit(rules)
  expect(await outcomes(admit, 5, '10.0.0.1')).toEqual([
    'admitted',
    'admitted',
    'admitted',
    'RATE_LIMITED',
    'RATE_LIMITED',
  ])
  expect(await outcomes(admit, 1, '10.0.0.2')).toEqual(['admitted'])
  expect(await outcomes(admit, 1, '10.0.0.1', { iss: 'a', sub: 'ann' }), 'a token counts, not the address').toEqual([
    'admitted',
  ])
})

it('takes no subject for another: not that of another issuer, and not an address that looks like one', async () => {
  const admit = await createAdmit({ ...rules, requests: 1 })
  for (const claims of [{ iss: 'a', sub: 'b' }, { iss: 'a","b', sub: '' }, { sub: 'b' }, { iss: 'b', sub: 'b' }]) {
    expect(await outcomes(admit, 1, null, claims)).toEqual(['admitted'])
  }
  expect(await outcomes(admit, 1, 'sub:["a","b"]')).toEqual(['admitted'])
})

it('counts in Redis for all processes together, and by itself where Redis is gone', async ({ skip }) => {
  const clients = await Promise.all([connectRedis(), connectRedis()]).catch(() => null)
  if (clients === null) return skip('needs a Redis on 127.0.0.1:6379')
  const [here, there] = await Promise.all(clients.map((redis) => createAdmit({ ...rules, redis })))
  const address = `10.1.${process.pid}.${Date.now()}`
  expect(await outcomes(here!, 2, address)).toEqual(['admitted', 'admitted'])
  expect(await outcomes(there!, 2, address)).toEqual(['admitted', 'RATE_LIMITED'])
  for (const client of clients) client.end()
  expect(await outcomes(here!, 4, address)).toEqual(['admitted', 'admitted', 'admitted', 'RATE_LIMITED'])
})
