import {
  booleanFromInteger,
  bufferFromHex,
  castToText,
  dateFromStoredMilliseconds,
  dateFromStoredSeconds,
  refineSqliteCodecs,
} from 'drizzle-orm/sqlite-core/codecs'
import { drizzle, type SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import { onlyRowsAsArrays, type RunText } from './run-text.ts'

/** A Drizzle handle whose statements run inside of a unit of work, on a source over SQLite. */
export function sqliteHandle(run: RunText): SqliteRemoteDatabase {
  const rowsOf = async (text: string, params: unknown[], mode: string | undefined): Promise<unknown[][]> => {
    const rows = await run(text, params.map(parameter))
    return mode === 'object' ? onlyRowsAsArrays(rows) : rows
  }
  const executors = {
    all: rowsOf,
    get: async (text: string, params: unknown[], mode: string | undefined) => (await rowsOf(text, params, mode))[0],
    run: async (text: string, params: unknown[]) => void (await rowsOf(text, params, 'array')),
  }
  return drizzle(executors as Parameters<typeof drizzle>[0], { codecs }) // rows as objects are refused at run time
}

function parameter(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

/** Blobs come as hexadecimal digits, and whole numbers beyond 2^53 as decimal ones. */
const codecs = refineSqliteCodecs({
  'integer:boolean': { normalize: booleanFromInteger },
  'integer:timestamp': { normalize: dateFromStoredSeconds },
  'integer:timestamp_ms': { normalize: dateFromStoredMilliseconds },
  'text:json': { normalize: JSON.parse },
  blob: { normalize: bufferFromHex },
  'blob:json': { cast: castToText, normalize: JSON.parse },
  'blob:bigint': { cast: castToText, normalize: BigInt },
  numeric: { cast: castToText, normalize: String },
  'numeric:number': { normalize: Number },
  'numeric:bigint': { cast: castToText, normalize: BigInt },
})
