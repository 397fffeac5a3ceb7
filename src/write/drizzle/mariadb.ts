import { sql, type SQLChunk } from 'drizzle-orm'
import { castToText, refineGenericMySqlCodecs } from 'drizzle-orm/mysql-core/codecs'
import { drizzle, type MySqlRemoteDatabase } from 'drizzle-orm/mysql-proxy'
import { onlyRowsAsArrays, type RunText } from './run-text.ts'

/** A Drizzle handle whose statements run inside of a unit of work, on a source over MariaDB or MySQL. */
export function mariadbHandle(run: RunText): MySqlRemoteDatabase {
  return drizzle(
    async (text: string, params: unknown[], method: 'all' | 'execute') => {
      const rows = await run(text, params.map(parameter))
      return { rows: method === 'all' ? rows : onlyRowsAsArrays(rows) }
    },
    { codecs },
  )
}

function parameter(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

const hex = (name: SQLChunk) => sql`hex(${name})`
const bytes = (digits: string): Buffer => Buffer.from(digits, 'hex')
const isTrue = (text: string): boolean => Number(text) !== 0

/** Heddle reads every value as the server's text, so each type is decoded from that; bytes are asked for as digits. */
const codecs = refineGenericMySqlCodecs({
  ...ofTypes(Number, ['int', 'tinyint', 'smallint', 'mediumint', 'serial', 'float', 'double', 'real', 'year']),
  ...ofTypes(Number, ['bigint:number', 'decimal:number']),
  ...ofTypes(BigInt, ['bigint', 'decimal:bigint']),
  boolean: { normalize: isTrue },
  json: { normalize: JSON.parse },
  date: { normalize: (text: string) => new Date(text) },
  datetime: { normalize: fromUtc },
  timestamp: { normalize: fromUtc },
  'bigint:string': { cast: castToText },
  'tinyblob:buffer': { cast: hex, normalize: bytes },
  'blob:buffer': { cast: hex, normalize: bytes },
  'mediumblob:buffer': { cast: hex, normalize: bytes },
  'longblob:buffer': { cast: hex, normalize: bytes },
})

/** The sessions' time zone is UTC. */
function fromUtc(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`)
}

function ofTypes(decode: (text: string) => unknown, types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { normalize: decode }]))
}
