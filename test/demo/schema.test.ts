import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import config from '../../heddle.config.ts'
import { printSchema } from '../../src/graphql/print-schema.ts'
import { createHeddle } from '../../src/start.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-demo-schema-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// Renewed by `npx vitest run test/demo/schema.test.ts -u`.
test('schema/api.graphql is the schema that the demo serves', async () => {
  const { accounts, shop, catalog } = config.sources
  const heddle = await createHeddle({
    ...config,
    log: 'silent',
    sources: {
      accounts: { ...accounts, dir: join(folder, 'accounts') },
      shop: { ...shop, file: join(folder, 'shop.db') },
      catalog: { ...catalog, file: join(folder, 'catalog.db') },
    },
  })
  try {
    await expect(printSchema(heddle.schema)).toMatchFileSnapshot('../../schema/api.graphql')
  } finally {
    await heddle.close()
  }
})
