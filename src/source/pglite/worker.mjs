// @ts-check
// PGlite's worker thread. JavaScript, because Node starts it from the sources and from the build alike, and Node 20 reads
// no TypeScript. It speaks PostgreSQL's own protocol with PGlite: one crossing a statement instead of five, statements
// prepared by name, and every value the server's text, never parsed.
import { parentPort, workerData } from 'node:worker_threads'

/** Statements that stay prepared; the one that was used longest ago goes first. */
const MAX_PREPARED = 256

/** @type {import('@electric-sql/pglite').PGlite | undefined} */
let database
/** Names of prepared statements by text, in order of last use. @type {Map<string, string>} */
const prepared = new Map()
let names = 0

/** @param {string} type @param {(Buffer | string)[]} parts Strings end with a NUL. */
function message(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)))
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** @param {number} value */
function int16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** @param {number} value */
function int32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const execute = message('E', '', int32(0))
const sync = message('S')

/** @param {string} name */
function close(name) {
  return message('C', Buffer.from('S'), name)
}

/** @param {string} name @param {readonly (string | null)[]} values */
function bind(name, values) {
  const texts = values.flatMap((value) => {
    if (value === null) return [int32(-1)]
    const bytes = Buffer.from(value)
    return [int32(bytes.length), bytes]
  })
  return message('B', '', name, int16(0), int16(values.length), ...texts, int16(0))
}

/** The messages that make `text` known to the server, and the name it has there. @param {string} text @param {boolean} keep */
function parse(text, keep) {
  if (!keep) return { name: '', messages: [message('P', '', text, int16(0))] }
  const known = prepared.get(text)
  if (known !== undefined) {
    prepared.delete(text)
    prepared.set(text, known)
    return { name: known, messages: [] }
  }
  const name = `h${++names}`
  const messages = [message('P', name, text, int16(0))]
  const [oldest] = prepared
  if (oldest !== undefined && prepared.size >= MAX_PREPARED) {
    prepared.delete(oldest[0])
    messages.unshift(close(oldest[1]))
  }
  prepared.set(text, name)
  return { name, messages }
}

/** Runs statements without parameters, and answers with the tag of the last. @param {string} text */
async function exec(text) {
  if (database === undefined) throw new Error('the database is not open')
  const { messages } = await database.execProtocol(message('Q', text), { throwOnError: true })
  const tags = messages.flatMap((answer) =>
    answer.name === 'commandComplete' && 'text' in answer ? [answer.text] : [],
  )
  return tags.at(-1) ?? ''
}

/** @param {Buffer[]} messages */
async function exchange(messages) {
  if (database === undefined) throw new Error('the database is not open')
  const { messages: answers } = await database.execProtocol(Buffer.concat(messages), { throwOnError: true })
  return answers.flatMap((answer) => ('fields' in answer && answer.name === 'dataRow' ? [answer.fields] : []))
}

/** @param {{ text: string, values: readonly (string | null)[], keep: boolean, mayRepeat: boolean }} call @returns {Promise<unknown>} */
async function run(call) {
  const { name, messages } = parse(call.text, call.keep)
  try {
    return await exchange([...messages, bind(name, call.values), execute, sync])
  } catch (error) {
    if (name === '') throw error
    prepared.delete(call.text)
    await exchange([close(name), sync])
    // The statement's result has other columns than when it was prepared: what a table was altered for.
    const stale = error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery'
    if (stale && call.mayRepeat) return run({ ...call, mayRepeat: false })
    throw error
  }
}

async function open() {
  const { PGlite } = await import('@electric-sql/pglite')
  database = await PGlite.create({
    ...(workerData.folder === null ? {} : { dataDir: workerData.folder }),
    startParams: [...PGlite.defaultStartParams, '-c', 'max_prepared_transactions=10'],
  })
  await database.exec(workerData.settings)
}

/** @param {any} call */
async function answer(call) {
  switch (call.kind) {
    case 'open':
      return open()
    case 'run':
      return run(call)
    case 'exec':
      return exec(call.text)
    case 'close':
      return database?.close()
  }
}

/** @param {unknown} error */
function plain(error) {
  const { name, message, code, severity, routine, constraint, table } = /** @type {any} */ (error)
  return { name: String(name), message: String(message), code, severity, routine, constraint, table }
}

/** One call after the other: PGlite has one session. @type {Promise<void>} */
let turn = Promise.resolve()

parentPort?.on('message', (call) => {
  turn = turn.then(async () => {
    try {
      parentPort?.postMessage({ id: call.id, value: await answer(call) })
    } catch (error) {
      parentPort?.postMessage({ id: call.id, error: plain(error) })
    }
  })
})
