// @ts-check
// One SQLite connection, synchronous: what the main thread and the child process share. JavaScript, because the child is
// started from the sources and from the build alike, and Node 20 reads no TypeScript.
import Database from 'better-sqlite3'

/** Statements that stay compiled; the one that was used longest ago goes first. */
const MAX_STATEMENTS = 256

/** Reads go through this much of the file mapped into memory: a scan is 1.7 times as fast. Bytes. */
const MMAP_BYTES = 256 * 1024 * 1024

/**
 * @typedef {string | number | bigint | Uint8Array | null} Value
 * @typedef {(string | number | Uint8Array | null)[]} Row
 * @typedef {object} RunOptions
 * @property {boolean} keep Whether the statement stays compiled.
 * @property {boolean} bytes Whether blobs are text in UTF-8, which its reader decodes if it must; else they become hex.
 * @typedef {object} Session
 * @property {(text: string, values: readonly Value[], options: RunOptions) => Row[]} run Rows of any statement; none of one that answers with none.
 * @property {(text: string) => void} exec
 * @property {(text: string) => string} control Answers with what was done: the command, as a tag.
 * @property {() => boolean} inTransaction
 * @property {() => void} close
 */

/**
 * Opens a file for reading or for writing, or a database in memory for everything. Never makes a file.
 *
 * @param {string} file A path, or `:memory:`.
 * @param {{ busyMs: number, writes: boolean }} options How long a statement may block its thread where another process
 * locks the file, and whether statements may write.
 * @returns {Session}
 */
export function openSession(file, { busyMs, writes }) {
  const inMemory = file === ':memory:'
  const database = new Database(file, inMemory ? {} : { readonly: !writes, fileMustExist: true, timeout: busyMs })
  if (!inMemory) {
    if (!writes) database.pragma('query_only = 1')
    database.pragma(`mmap_size = ${MMAP_BYTES}`)
  }
  if (!inMemory && writes) flushAtCommit(database)
  database.pragma('foreign_keys = 1')
  const encoding = String(database.pragma('encoding', { simple: true })).toLowerCase()
  // Text as a blob has the encoding of its database.
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: true })
  /** @typedef {import('better-sqlite3').Statement<unknown[], unknown>} Statement */
  /** @type {Map<string, Statement>} */
  const statements = new Map()
  /** Statements whose parameters are numbered: the driver takes `?1` for a name. @type {WeakSet<Statement>} */
  const numbered = new WeakSet()

  /** @param {string} text @param {boolean} keep */
  function prepare(text, keep) {
    const known = statements.get(text)
    const statement = known ?? database.prepare(text).safeIntegers(true)
    if (known === undefined && statement.reader) statement.raw(true)
    if (!keep && known === undefined) return statement
    // While there is room, nobody asks which was used longest ago.
    if (known !== undefined && statements.size < MAX_STATEMENTS / 2) return statement
    statements.delete(text)
    statements.set(text, statement)
    const [oldest] = statements.keys()
    if (oldest !== undefined && statements.size > MAX_STATEMENTS) statements.delete(oldest)
    return statement
  }

  /** @param {Statement} statement @param {unknown[]} values @returns {unknown[]} */
  function execute(statement, values) {
    const bound = numbered.has(statement) ? [byNumber(values)] : values
    if (statement.reader) return statement.all(...bound)
    statement.run(...bound)
    return []
  }

  /** @param {string} text @param {Statement} statement @param {unknown[]} values */
  function executeEither(text, statement, values) {
    try {
      return execute(statement, values)
    } catch (error) {
      // Nothing ran: the driver counts parameters first.
      if (!(error instanceof RangeError) || numbered.has(statement) || !/\?\d/.test(text)) throw error
      numbered.add(statement)
      return execute(statement, values)
    }
  }

  return {
    run(text, values, { keep, bytes }) {
      const rows = /** @type {unknown[][]} */ (executeEither(text, prepare(text, keep), values.map(toSqlite)))
      if (!bytes) return rows.map((cells) => toRow(cells, toHex))
      return decoder === null
        ? rows.map((cells) => toRow(cells))
        : rows.map((cells) => toRow(cells, (blob) => decoder.decode(blob)))
    },
    exec: (text) => void database.exec(text),
    control(text) {
      // SQLite ends a transaction by itself where the disk is full: then there is nothing left to roll back.
      if (text !== 'rollback' || database.inTransaction) database.exec(text)
      return text.toUpperCase()
    },
    inTransaction: () => database.inTransaction,
    close: () => void database.close(),
  }
}

/**
 * A commit is on the disk before it is answered. The driver is built such that it would not be: by its default a file in
 * WAL mode is flushed at checkpoints only. Without WAL the deleted journal is what says "committed": EXTRA flushes its folder.
 *
 * @param {import('better-sqlite3').Database} database
 */
function flushAtCommit(database) {
  const wal = String(database.pragma('journal_mode', { simple: true })) === 'wal'
  database.pragma(`synchronous = ${wal ? 'FULL' : 'EXTRA'}`)
  const level = Number(database.pragma('synchronous', { simple: true }))
  if (level < 2) throw new Error(`the file cannot be flushed at each commit: synchronous is ${level}`)
}

/** The driver binds each number as a REAL; a whole one is an INTEGER. @param {Value} value */
function toSqlite(value) {
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
}

/** @param {unknown[]} values */
function byNumber(values) {
  /** @type {Record<number, unknown>} */
  const named = {}
  for (let index = 0; index < values.length; index += 1) named[index + 1] = values[index]
  return named
}

/** @param {unknown[]} cells @param {(blob: Uint8Array) => string} [textOf] what becomes of a blob @returns {Row} */
function toRow(cells, textOf) {
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]
    if (typeof cell === 'bigint') cells[index] = toNumber(cell)
    else if (textOf !== undefined && cell instanceof Uint8Array) cells[index] = textOf(cell)
  }
  return /** @type {Row} */ (cells)
}

/** @param {Uint8Array} blob */
function toHex(blob) {
  return Buffer.from(blob).toString('hex').toUpperCase()
}

/** A number where it is exact, else the digits. @param {bigint} value */
function toNumber(value) {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
