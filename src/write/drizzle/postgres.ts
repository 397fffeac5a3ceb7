import { makePgArray } from 'drizzle-orm/pg-core/array'
import {
  byteaFromPgHex,
  parsePgArrayAndNormalize,
  refineGenericPgCodecs,
  textToDate,
  textToDateWithTz,
} from 'drizzle-orm/pg-core/codecs'
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy'
import { onlyRowsAsArrays, type RunText } from './run-text.ts'

/** A Drizzle handle whose statements run inside of a unit of work, on a source over PostgreSQL or PGlite. */
export function postgresHandle(run: RunText): PgRemoteDatabase {
  return drizzle(
    async (text, params: unknown[], method) => {
      const rows = await run(text, params.map(parameter))
      return { rows: method === 'all' ? rows : onlyRowsAsArrays(rows) }
    },
    { codecs },
  )
}

function parameter(value: unknown): unknown {
  return typeof value === 'boolean' ? String(value) : value
}

const asIs = (text: string): unknown => text
const isTrue = (text: string): boolean => text === 't'

/** Heddle reads every value as the server's text, so each type is decoded from that. */
const decoders: Readonly<Record<string, (text: string) => unknown>> = {
  ...ofTypes(Number, ['int', 'smallint', 'serial', 'smallserial', 'oid', 'float4', 'float8']),
  ...ofTypes(Number, ['bigint:number', 'bigserial:number', 'numeric:number']),
  ...ofTypes(BigInt, ['bigint', 'bigserial', 'numeric:bigint']),
  ...ofTypes(JSON.parse, ['json', 'jsonb']),
  ...ofTypes(asIs, [
    'text',
    'varchar',
    'char',
    'uuid',
    'enum',
    'numeric',
    'bigint:string',
    'time',
    'timetz',
    'interval',
  ]),
  ...ofTypes(asIs, ['date:string', 'timestamp:string', 'timestamptz:string', 'inet', 'cidr', 'macaddr', 'macaddr8']),
  ...ofTypes(textToDate, ['date', 'timestamptz']),
  timestamp: textToDateWithTz,
  bool: isTrue,
  bytea: byteaFromPgHex,
}

const codecs = refineGenericPgCodecs(
  Object.fromEntries(
    Object.entries(decoders).map(([type, decode]) => {
      const normalizeArray = parsePgArrayAndNormalize(decode)
      const encode = decode === JSON.parse ? { normalizeParam: JSON.stringify } : {}
      return [
        type,
        { ...encode, normalize: decode, normalizeArray, normalizeParamArray: (items: unknown[]) => makePgArray(items) },
      ]
    }),
  ),
)

function ofTypes(
  decode: (text: string) => unknown,
  types: readonly string[],
): Record<string, (text: string) => unknown> {
  return Object.fromEntries(types.map((type) => [type, decode]))
}
