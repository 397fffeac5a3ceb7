import { expect, test } from 'vitest'
import { printSchema } from '../../src/graphql/print-schema.ts'
import { openDemo } from '../support/open-demo.ts'

// Renewed by `npx vitest run test/demo/schema.test.ts -u`.
test('schema/api.graphql is the schema that the demo serves', async () => {
  const demo = await openDemo({ rows: false })
  try {
    await expect(printSchema(demo.heddle.schema)).toMatchFileSnapshot('../../schema/api.graphql')
  } finally {
    await demo.close()
  }
})
