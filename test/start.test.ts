import { expect, it } from 'vitest'
import { createHeddle } from '../src/start.ts'

it('refuses an extension that cannot be built at start, not in the first request', async () => {
  const config = {
    sources: { shop: 'sqlite::memory:' },
    extend: { typeDefs: 'extend type Query { a: Int }', resolvers: {} },
    log: 'silent' as const,
  }
  await expect(createHeddle(config)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('Query.a has no resolver'),
  })
})
