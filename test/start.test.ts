import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import { expect, it } from 'vitest'
import { sqlite } from '../src/sqlite.ts'
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

it('explains nothing that would be refused: the error has its code and its place', async () => {
  const orders = sqliteTable('orders', { id: integer().primaryKey() })
  const heddle = await createHeddle({
    sources: { shop: sqlite({ file: ':memory:', schema: { orders } }) },
    log: 'silent',
  })
  try {
    await expect(heddle.explain('{ nope }')).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: expect.stringMatching(/"nope".* \(line 1, column 3\)\.$/),
    })
    await expect(heddle.explain('{ node(nodeId: "x") { nodeId } }')).rejects.toMatchObject({ code: 'BAD_NODE_ID' })
  } finally {
    await heddle.close()
  }
})
