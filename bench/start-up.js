/**
 * `npm run start-up [-- --runs 5] [--documents 100000]`: what a schema of 300 tables costs Heddle. How long `heddle serve`
 * and `heddle schema` take from the start of their process, how much memory, and how long the SDL of what is ready takes; what
 * a document costs that nobody has asked before; whether many such documents make the heap grow. `--documents 0` leaves the
 * last out, which takes minutes.
 */
import { parseArgs } from 'node:util'
import { createHeddle, printSchema } from '../dist/index.js'
import { measureColdDocuments } from './start-up/cold-documents.js'
import { makeLargeDatabases } from './start-up/large-databases.js'
import { measureManyDocuments } from './start-up/many-documents.js'
import { measureSchema, measureServe } from './start-up/measure-command.js'
import { median } from './runner/median.js'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, documents: { type: 'string', default: '100000' } },
})
/** One list of SQLite, one of PostgreSQL, each with a row of the other database. */
const firstQuery = '{ archiveAccounts { id billingAccounts { id } } billingEvents { id owner { id } } }'

const large = await makeLargeDatabases()
try {
  await printStartUp(Number(values.runs))
  const heddle = await createHeddle({ sources: large.sources, links: large.links, log: 'error' })
  try {
    printSdl(heddle)
    printColdDocuments(heddle)
    await printManyDocuments(heddle, Number(values.documents))
  } finally {
    await heddle.close()
  }
} finally {
  await large.drop()
}

/** @param {number} runs */
async function printStartUp(runs) {
  const serve = []
  const schema = []
  for (let run = 0; run < runs; run++) {
    serve.push(await measureServe(large.args, firstQuery))
    schema.push(await measureSchema(large.args))
  }
  const seconds = (/** @type {number[]} */ all) =>
    `${(median(all) / 1000).toFixed(2)} s (${all.map((ms) => (ms / 1000).toFixed(2)).join(', ')})`
  console.log(`300 tables, 3,000 columns, 600 foreign keys, ${large.links.length} links; medians of ${runs} runs\n`)
  console.log(`ready            ${seconds(serve.map(({ ready }) => ready))}; bar 2 s`)
  console.log(`first answer     ${seconds(serve.map(({ answered }) => answered))}`)
  console.log(`memory, ready    ${megabytes(serve.map(({ memoryReady }) => memoryReady))}; bar 250 MB`)
  console.log(`memory, answered ${megabytes(serve.map(({ memory }) => memory))}, with processes for SQLite`)
  console.log(`heddle schema    ${seconds(schema.map(({ printed }) => printed))}; ${schema[0]?.bytes} bytes`)
}

/** Of a Heddle that is ready: what introspection takes is told by itself. @param {import('../dist/index.js').Heddle} heddle */
function printSdl(heddle) {
  const started = performance.now()
  const sdl = printSchema(heddle.schema)
  console.log(
    `SDL printed      ${((performance.now() - started) / 1000).toFixed(2)} s; bar 1 s; ${sdl.length} characters`,
  )
}

/** @param {(number | undefined)[]} all */
function megabytes(all) {
  return `${median(all.map((each) => each ?? NaN)).toFixed(0)} MB`
}

/** @param {import('../dist/index.js').Heddle} heddle */
function printColdDocuments(heddle) {
  const { all, graphql, over, slowest, statements } = measureColdDocuments(heddle)
  console.log(`\nCold documents of 30 fields, ${statements.toFixed(1)} statements each; ms of CPU, medians of 1,000\n`)
  console.log(`parse and validate, by graphql-js   ${graphql.toFixed(2)}`)
  console.log(`until the SQL is written, by Heddle ${all.toFixed(2)}`)
  console.log(`difference                          ${over.toFixed(2)}; bar 3; 99th percentile ${slowest.toFixed(2)}`)
}

/**
 * @param {import('../dist/index.js').Heddle} heddle
 * @param {number} documents
 */
async function printManyDocuments(heddle, documents) {
  if (documents === 0) return
  console.log('\nHeap after different documents, all answered\n')
  for await (const { sent, heap } of measureManyDocuments(heddle, { documents })) {
    console.log(`${String(sent).padStart(8)} ${(heap / 1e6).toFixed(1)} MB`)
  }
}
