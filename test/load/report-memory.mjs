// @ts-check
// Loaded into a server under test (`node --expose-gc --import`): answers its parent what it holds after a collection.
import { readdirSync } from 'node:fs'

process.on('message', (message) => {
  if (message !== 'measure') return
  for (let time = 0; time < 3; time += 1) globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ heapUsed, external, rss, files: readdirSync('/proc/self/fd').length })
})
process.channel?.unref()
