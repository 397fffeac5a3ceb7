// A process of its own, whose memory a test looks at: it answers one document, then another, and prints the second answer and
// by how much that has raised the peak of its memory.
//
//     node measure-memory.mjs '<sources as JSON>' '<links as JSON>' '<document>' '<document>'
import { readFileSync } from 'node:fs'
import { createHeddle } from '../../dist/start.js'

const [sources = '{}', links = '[]', first = '', second = ''] = process.argv.slice(2)

/** Bytes that this process has filled at most; where the system does not say, those that it fills now. */
function peak() {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return process.memoryUsage().rss
  }
}

const heddle = await createHeddle({ sources: JSON.parse(sources), links: JSON.parse(links), log: 'silent' })
const base = await heddle.execute(first).then(peak)
const started = performance.now()
const { data, errors } = await heddle.execute(second)
console.log(JSON.stringify({ data, errors, over: peak() - base, ms: performance.now() - started }))
await heddle.close()
