// @ts-check
// The child process of a SQLite source: it runs what may take long, and can be killed at once, which a statement inside a
// thread cannot. Answers one call after the other.
import { openSession } from './session.mjs'

/** Here a locked file may be waited for: nobody else is in this process. Milliseconds. */
const BUSY_MS = 5_000

/** @type {import('./session.mjs').Session | undefined} */
let session

/** @param {any} call */
function answer(call) {
  switch (call.kind) {
    case 'open':
      session = openSession(call.file, { busyMs: BUSY_MS, writes: call.writes })
      return
    case 'run':
      return session?.run(call.text, call.values, call.options)
    case 'exec':
      return session?.exec(call.text)
    case 'control': {
      const tag = session?.control(call.text)
      return { tag, open: session?.inTransaction() ?? false }
    }
    case 'rollback':
      if (session?.inTransaction()) session.exec('rollback')
      return
  }
}

/** Where the parent is gone, nobody reads it. @param {object} message */
function reply(message) {
  process.send?.(message, undefined, undefined, () => {})
}

process.on('message', (/** @type {any} */ call) => {
  try {
    reply({ id: call.id, value: answer(call) })
  } catch (error) {
    const { name, message, code } = /** @type {any} */ (error)
    reply({ id: call.id, error: { name: String(name), message: String(message), code } })
  }
})

process.on('disconnect', () => process.exit())
// A terminal's Ctrl-C reaches this process too; the parent decides when it ends.
process.on('SIGINT', () => {})
