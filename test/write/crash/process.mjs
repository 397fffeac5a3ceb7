// @ts-check
// A process that writes, recovers or forgets, and dies where it is told to: by SIGKILL, at the n-th passing of a point. It
// runs what is built, as a server would. Waits for "go", so that the next one can be started while this one runs.

/** @type {Record<string, any>} */
const work = JSON.parse(process.argv[2] ?? '{}')

/** @param {string} module @returns {Promise<any>} */
const built = (module) => import(new URL(`../../../dist/${module}.js`, import.meta.url).href)

const { openSource } = await built('source/open-source')
const { createEvents } = await built('events')
const { Writer } = await built('write/writer')

const events = createEvents()
const sources = new Map()
for (const spec of work.specs) sources.set(spec.name, await openSource(spec, events))

/** What `go` said: where to die, and of which run. @type {any} */
let told = {}
let passed = 0

/** @param {string} point */
async function witness(point) {
  if (point !== told.point || ++passed !== told.occurrence) return
  if (told.signal === 'SIGSTOP') process.send?.({ stopped: point })
  // What is under way may have reached the database, or not, or may have been done by it.
  if (point.endsWith('.sent')) await new Promise((resolve) => setTimeout(resolve, told.delayMs))
  process.kill(process.pid, told.signal)
  // A signal to oneself comes a moment later.
  if (told.signal === 'SIGSTOP') await new Promise((resolve) => setTimeout(resolve, 5))
}

const writer = new Writer({ sources, settings: work.settings, events, witness })
// Connections are open and warm before the race starts.
await writer.examine()
await Promise.all(
  [...sources.values()].map((source) => source.run({ text: 'select 1', values: [], prepare: false }, { writes: true })),
)

async function write() {
  const unit = writer.open({ sources, writes: [...sources.keys()] })
  for (const source of sources.keys()) {
    await unit.run(source, { text: `insert into moved values (${told.run})`, values: [], prepare: false }, 'write')
  }
  if (told.refusedBy !== undefined) {
    await unit.run(told.refusedBy, { text: 'insert into promise values (999)', values: [], prepare: false }, 'write')
  }
  return unit.commit()
}

/** Eight clients that move money between two databases each, until the process is killed. */
async function storm() {
  const names = [...sources.keys()]
  let next = told.run
  async function client() {
    for (;;) {
      const run = next++
      const from = names[run % names.length]
      const to = names[(run + 1 + (run % 2)) % names.length]
      const unit = writer.open({ sources, writes: [from, to] })
      try {
        for (const [source, sign] of [
          [from, '-'],
          [to, '+'],
        ]) {
          const account = 1 + Math.floor(Math.random() * 20)
          const texts = [
            `update account set cents = cents ${sign} ${1 + (run % 9)} where id = ${account}`,
            `insert into moved values (${run})`,
          ]
          for (const text of texts) await unit.run(source, { text, values: [], prepare: false }, 'write')
        }
        await unit.commit()
        process.send?.({ acknowledged: run, in: [from, to] })
      } catch (error) {
        await unit.rollback()
        process.send?.({ refused: run, code: /** @type {any} */ (error).code })
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
}

process.on('message', async (/** @type {any} */ message) => {
  told = message
  passed = 0
  try {
    process.send?.({
      done: await (message.task === 'write' ? write() : message.task === 'storm' ? storm() : writer[message.task]()),
    })
  } catch (error) {
    const { code, message: text } = /** @type {any} */ (error)
    process.send?.({ failed: code ?? text })
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
