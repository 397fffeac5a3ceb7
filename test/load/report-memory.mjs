// @ts-check
// Loaded into a server under test (`node --expose-gc --import`): answers its parent what it holds after a collection.
import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delay.enable()

process.on('message', (message) => {
  if (message !== 'measure') return
  // Before the collections, which are nobody's fault.
  const stallP99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS)
  for (let time = 0; time < 3; time += 1) globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ heapUsed, external, rss, files: readdirSync('/proc/self/fd').length, stallP99 })
  delay.reset()
})
process.channel?.unref()
