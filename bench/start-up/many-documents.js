import { bodyText } from '../../dist/engine.js'
import { randomDocument, randomFrom } from './random-document.js'

/**
 * Sends documents, each another, through the engine, with their statements. Needs `node --expose-gc`.
 *
 * @param {import('../../dist/index.js').Heddle} heddle
 * @param {{ documents: number, fields?: number }} options
 * @returns {AsyncGenerator<{ sent: number, heap: number }>} bytes of heap in use after so many documents
 */
export async function* measureManyDocuments(heddle, { documents, fields = 6 }) {
  const random = randomFrom(6)
  const viewer = { role: 'anonymous', context: {} }
  const marks = new Set([0.03, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * documents)))
  for (let sent = 1; sent <= documents; sent++) {
    // What is drawn makes nearly all of them different, the name makes sure.
    const document = `query Q${sent} ${randomDocument(heddle.catalog, random, fields)}`
    const answer = await heddle.engine.execute({ document, viewer })
    if (answer.kind !== 'text' || !bodyText(answer.body).startsWith('{"data":{"r0":')) {
      throw new Error(`not answered: ${document}`)
    }
    if (marks.has(sent)) yield { sent, heap: await heapInUse() }
  }
}

async function heapInUse() {
  if (!globalThis.gc) throw new Error('Run it with node --expose-gc.')
  await new Promise((resolve) => setTimeout(resolve, 50)) // what is under way ends
  for (let round = 0; round < 3; round++) globalThis.gc()
  return process.memoryUsage().heapUsed
}
