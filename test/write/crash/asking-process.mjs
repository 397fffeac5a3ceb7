// @ts-check
// Answers requests as a server does, and dies while it writes for one.
import { built, serve, told, witness, work } from './die-where-told.mjs'

const { createHeddle } = await built('start')
const heddle = await createHeddle(work.config, { witness })

serve({
  ask: () => heddle.execute(told.document, {}, undefined, { idempotencyKey: told.key }),
})
