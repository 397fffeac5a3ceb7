// @ts-check
// Writes, recovers or forgets, and dies of it.
import { built, serve, told, witness, work } from './die-where-told.mjs'

const { openSource } = await built('source/open-source')
const { createEvents } = await built('events')
const { Writer } = await built('write/writer')

const events = createEvents()
const sources = new Map()
for (const spec of work.specs) sources.set(spec.name, await openSource(spec, events))

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

serve({ write, storm, recover: () => writer.recover(), forget: () => writer.forget() })
