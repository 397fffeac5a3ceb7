import type { DrizzleSchema } from '../catalog/drizzle/schema-tables.ts'
import type { PoolSpec, SourceSpec } from '../source/source-spec.ts'
import { isolations, parseSourceUrl, poolers } from '../source/source-spec.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { count, duration, flag, invalid, oneOf, settings, text, texts } from './setting.ts'

const common = ['kind', 'schema', 'readOnly', 'migrations', 'isolation']
const own = {
  postgres: ['url', 'pool', 'pooler'],
  mariadb: ['url', 'pool'],
  sqlite: ['file'],
  pglite: ['dir', 'create'],
} as const
const selection = ['include', 'exclude', 'schemas', 'rename', 'prefix', 'keys', 'deriveRelations', 'ownOrder']

/**
 * Checks one source and what `tables` says of it.
 *
 * @param notices gets what the developer should know.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveSource(name: string, source: unknown, tables: unknown, notices: string[]): ResolvedSource {
  const path = `sources.${name}`
  const chosen = settings(tables, `tables.${name}`, selection)
  const chosenTexts = (key: string) =>
    chosen[key] === undefined ? undefined : texts(chosen[key], `tables.${name}.${key}`)
  const introspected = {
    include: chosenTexts('include'),
    exclude: chosenTexts('exclude'),
    schemas: chosenTexts('schemas'),
  }
  if (typeof source === 'string') {
    const spec = parseSourceUrl(name, source)
    return { spec, readOnly: false, schema: null, migrations: null, ...introspected }
  }
  if (typeof source !== 'object' || source === null) throw noSource(path)
  const kind = oneOf((source as { kind?: unknown }).kind, `${path}.kind`, ['postgres', 'mariadb', 'sqlite', 'pglite'])
  const options = settings(source, path, [...common, ...own[kind]])
  const schema = resolveSchema(options['schema'], path)
  const unused = Object.entries(introspected).find(([, patterns]) => patterns !== undefined)
  if (schema && unused) {
    throw invalid(
      `tables.${name}.${unused[0]}`,
      'chooses among the tables of an introspected database, and this source has a Drizzle schema',
      'Leave out of `schema` what is not to be served.',
    )
  }
  const isolation =
    options['isolation'] === undefined ? undefined : oneOf(options['isolation'], `${path}.isolation`, isolations)
  const readOnly = options['readOnly'] !== undefined && flag(options['readOnly'], `${path}.readOnly`)
  const migrations = options['migrations'] === undefined ? null : text(options['migrations'], `${path}.migrations`)
  if (readOnly && migrations !== null) notices.push(`${path}.migrations: not applied, because the source is read only`)
  return {
    spec: { ...resolveSpec({ name, path, kind, options, readOnly, filled: migrations !== null }), isolation },
    readOnly,
    schema,
    migrations: readOnly ? null : migrations,
    ...introspected,
  }
}

function noSource(path: string): Error {
  return invalid(
    path,
    'is no source',
    "Write postgres({ url }), mariadb({ url }), sqlite({ file }), pglite({ dir }), or a URL as text: 'sqlite:shop.db'.",
  )
}

/** An empty schema is what `postgres({ url })` has by its type: the database is introspected. */
function resolveSchema(schema: unknown, path: string): DrizzleSchema | null {
  if (schema === undefined) return null
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as DrizzleSchema // checked
  throw invalid(
    `${path}.schema`,
    'is no object of tables',
    'Pass what the schema file exports: import * as shop from …',
  )
}

interface Spec {
  readonly name: string
  readonly path: string
  readonly kind: keyof typeof own
  readonly options: Readonly<Record<string, unknown>>
  readonly readOnly: boolean
  /** Migrations will be applied. */
  readonly filled: boolean
}

function resolveSpec({ name, path, kind, options, readOnly, filled }: Spec): SourceSpec {
  if (kind === 'sqlite') return { name, dialect: 'sqlite', file: text(options['file'], `${path}.file`), readOnly }
  if (kind === 'pglite') {
    const create = options['create'] === undefined ? filled && !readOnly : flag(options['create'], `${path}.create`)
    const url = `pglite:${text(options['dir'], `${path}.dir`)}`
    return { name, dialect: 'postgres', driver: 'pglite', url, readOnly, create }
  }
  const url = text(options['url'], `${path}.url`, 'Is the environment variable set that it is read from?')
  const spec = parseSourceUrl(name, url)
  const server = servers[kind]
  if (spec.dialect === 'sqlite' || spec.dialect !== kind || ('driver' in spec && spec.driver === 'pglite')) {
    throw invalid(`${path}.url`, `is no URL of a ${server.title} server`, `Write ${server.example}.`)
  }
  const pooler = options['pooler'] === undefined ? {} : { pooler: oneOf(options['pooler'], `${path}.pooler`, poolers) }
  return { ...spec, ...pooler, readOnly, pool: resolvePool(options['pool'], `${path}.pool`) }
}

const servers = {
  postgres: { title: 'PostgreSQL', example: 'postgres://user:password@host:5432/database' },
  mariadb: { title: 'MariaDB or MySQL', example: 'mysql://user:password@host:3306/database or mariadb://…' },
} as const

const poolSettings = [
  ...['mode', 'size', 'maxOverflow', 'timeout', 'connectTimeout', 'maxWaiters'],
  ...['recycle', 'prePing', 'lifo', 'resetOnReturn', 'leakAfter'],
]

function resolvePool(value: unknown, path: string): PoolSpec {
  const pool = settings(value, path, poolSettings)
  function read<T>(key: string, check: (value: unknown, path: string) => T): T | undefined {
    return pool[key] === undefined ? undefined : check(pool[key], `${path}.${key}`)
  }
  return {
    mode: read('mode', (mode, at) => oneOf(mode, at, ['queue', 'null', 'static'])),
    size: read('size', count),
    maxOverflow: read('maxOverflow', (most, at) => count(most, at, 0)),
    timeoutMs: read('timeout', duration),
    connectMs: read('connectTimeout', duration),
    maxWaiters: read('maxWaiters', count),
    recycleMs: read('recycle', duration),
    prePing: read('prePing', flag),
    lifo: read('lifo', flag),
    resetOnReturn: read('resetOnReturn', (what, at) => oneOf(what, at, ['rollback', 'close'])),
    leakMs: read('leakAfter', duration),
  }
}
