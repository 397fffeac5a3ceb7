import type { DrizzleRelations } from '../catalog/drizzle/describe-relations.ts'
import type { RelationDeclaration } from '../catalog/description.ts'
import type { CatalogOptions } from '../catalog/options.ts'
import type { SchemaExtension } from '../graphql/extend-schema.ts'
import type { LogLevel } from './heddle-config.ts'
import { resolveAccess } from './resolve-access.ts'
import { resolveFields } from './resolve-fields.ts'
import { resolvePermissions } from './resolve-permissions.ts'
import { resolveSessions } from './resolve-session.ts'
import { resolveSource } from './resolve-source.ts'
import { createViewer } from './resolve-viewer.ts'
import { resolveLimits } from './resolve-limits.ts'
import { resolveWriteHooks } from './resolve-write-hooks.ts'
import { resolveWrites } from './resolve-writes.ts'
import type { ResolvedConfig, ResolvedSource } from './resolved-config.ts'
import { count, flag, invalid, oneOf, settings, text, texts } from './setting.ts'
import { createTableKeys } from './table-keys.ts'

/** A config of whatever types: what is in it is looked at, not believed. */
export interface AnyHeddleConfig {
  readonly sources: object
}

export interface ResolveOptions {
  /** Whether a secret and permissions are required and plans are hidden: `NODE_ENV=production`. */
  readonly production: boolean
}

const known = [
  ...['sources', 'relations', 'links', 'tables', 'context', 'role', 'permissions', 'session', 'fields', 'extend'],
  ...['hooks', 'validate', 'limits', 'writes'],
  ...['auth', 'cors', 'rateLimit', 'trustedDocuments', 'secret', 'graphiql', 'introspection', 'suggestions'],
  ...['explain', 'log', 'metrics', 'traces'],
]

/**
 * Checks a config and fills in its defaults. Opens nothing, reads no file.
 *
 * @throws HeddleError CONFIG_INVALID, whose message begins with the path of the wrong setting; NAME_CLASH and UNKNOWN_TABLE
 * for tables that the schemas cannot tell apart or do not have.
 */
export async function resolveConfig(config: AnyHeddleConfig, options: ResolveOptions): Promise<ResolvedConfig> {
  const given = settings(config, 'config', known)
  const notices: string[] = []
  const sources = resolveSources(given, notices)
  const findTable = await createTableKeys(sources)
  const { permissions } = resolvePermissions(given['permissions'], { findTable, notices, ...options })
  return {
    sources,
    relations: await resolveRelations(given['relations'], sources),
    links: given['links'] === undefined ? [] : texts(given['links'], 'links'),
    catalogOptions: resolveCatalogOptions(given['tables']),
    permissions,
    sessions: resolveSessions(given['session'], sources),
    ...createViewer({ context: given['context'], role: given['role'], auth: given['auth'], permissions }),
    ...resolveAccess(given, notices),
    fields: resolveFields(given['fields'], findTable),
    extend: resolveExtend(given['extend']),
    ...resolveLimits(given['limits']),
    writes: resolveWrites(given['writes']),
    writeHooks: resolveWriteHooks(given['hooks'], given['validate'], findTable),
    secrets: resolveSecrets(given['secret'], options),
    ...resolveDisclosure(given, options),
    mayExplain: resolveExplain(given['explain'], options),
    ...resolveLog(given['log'], options),
    traces: resolveTraces(given['traces']),
    metrics: given['metrics'] !== undefined && flag(given['metrics'], 'metrics'),
    notices,
  }
}

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

function resolveLog(
  value: unknown,
  { production }: ResolveOptions,
): Pick<ResolvedConfig, 'logLevel' | 'logRequests' | 'sqlLog'> {
  const given = typeof value === 'string' ? { level: value } : (value ?? {})
  const { level, requests, ...sqlLog } = settings(given, 'log', ['level', 'requests', 'sql', 'slowMs', 'parameters'])
  return {
    logLevel: level === undefined ? 'info' : oneOf(level, typeof value === 'string' ? 'log' : 'log.level', logLevels),
    logRequests: requests === undefined ? production : flag(requests, 'log.requests'),
    sqlLog: resolveSqlLog(sqlLog),
  }
}

function resolveSqlLog({ sql, slowMs, parameters }: Readonly<Record<string, unknown>>): ResolvedConfig['sqlLog'] {
  const slow = slowMs === undefined ? 100 : count(slowMs, 'log.slowMs')
  const told = parameters !== undefined && flag(parameters, 'log.parameters')
  const all = sql === undefined || sql === 'slow' ? false : flag(sql, 'log.sql')
  return all || sql === 'slow' ? { slowMs: all ? 0 : slow, parameters: told } : undefined
}

function resolveTraces(value: unknown): ResolvedConfig['traces'] {
  if (value === undefined || value === false) return undefined
  if (value === true) return { sqlComments: false }
  const { sqlComments } = settings(value, 'traces', ['sqlComments'])
  return { sqlComments: sqlComments !== undefined && flag(sqlComments, 'traces.sqlComments') }
}

function resolveSources(given: Readonly<Record<string, unknown>>, notices: string[]): readonly ResolvedSource[] {
  const sources = settings(given['sources'], 'sources', Object.keys(given['sources'] ?? {}))
  const names = Object.keys(sources)
  if (names.length === 0)
    throw invalid('sources', 'is empty', "Name a database: sources: { shop: sqlite({ file: 'shop.db' }) }.")
  const tables = settings(given['tables'], 'tables', names)
  return names.map((name) => resolveSource(name, sources[name], tables[name], notices))
}

async function resolveRelations(
  relations: unknown,
  sources: readonly ResolvedSource[],
): Promise<readonly RelationDeclaration[]> {
  if (relations === undefined) return []
  const entries = Object.values(settings(relations, 'relations', Object.keys(relations ?? {})))
  if (entries.some((entry) => typeof entry !== 'object' || entry === null || !('relations' in entry))) {
    throw invalid('relations', "is not what Drizzle's defineRelations returns")
  }
  const described = sources.flatMap(({ spec, schema }) => (schema ? [{ name: spec.name, schema }] : []))
  const { describeRelations } = await import('../catalog/drizzle/describe-relations.ts')
  return describeRelations(relations as DrizzleRelations, described) // checked
}

/** The catalog names tables by paths over all sources: `shop.orders`. */
function resolveCatalogOptions(tables: unknown): CatalogOptions {
  const entries = Object.entries(
    (tables ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>,
  )
  const records = (key: string) =>
    entries.flatMap(([source, selection]) => {
      const path = `tables.${source}.${key}`
      const record = settings(selection?.[key], path, Object.keys(selection?.[key] ?? {}))
      return Object.entries(record).map(([name, value]) => [`${source}.${name}`, value, `${path}.${name}`] as const)
    })
  const values = (key: string) =>
    entries.flatMap(([source, selection]) =>
      selection?.[key] === undefined ? [] : [[source, selection[key], `tables.${source}.${key}`] as const],
    )
  return {
    rename: Object.fromEntries(records('rename').map(([table, name, path]) => [table, text(name, path)])),
    keys: Object.fromEntries(records('keys').map(([table, columns, path]) => [table, texts(columns, path)])),
    prefix: Object.fromEntries(entries.flatMap(([source, selection]) => prefixesOf(source, selection?.['prefix']))),
    ownOrder: values('ownOrder').flatMap(([source, chosen, path]) => ownOrderOf(source, chosen, path)),
    deriveRelations: Object.fromEntries(
      values('deriveRelations').map(([source, on, path]) => [source, flag(on, path)]),
    ),
  }
}

/** Of a whole source, or by column. */
function ownOrderOf(source: string, chosen: unknown, path: string): readonly string[] {
  if (typeof chosen === 'boolean') return chosen ? [source] : []
  return texts(chosen, path).map((column) => `${source}.${column}`)
}

/** Of a whole source (`'shop'`), or by schema (`{ sales: 'sales' }`). */
function prefixesOf(source: string, prefix: unknown): readonly (readonly [string, string])[] {
  const path = `tables.${source}.prefix`
  if (prefix === undefined) return []
  if (typeof prefix !== 'object') return [[source, text(prefix, path)]]
  const bySchema = Object.entries(settings(prefix, path, Object.keys(prefix ?? {})))
  return bySchema.map(([schema, each]) => [`${source}.${schema}`, text(each, `${path}.${schema}`)])
}

function resolveExtend(value: unknown): SchemaExtension | undefined {
  if (value === undefined) return undefined
  const { typeDefs, resolvers } = settings(value, 'extend', ['typeDefs', 'resolvers'])
  const definitions = typeof typeDefs === 'string' ? typeDefs : texts(typeDefs, 'extend.typeDefs')
  const checked = settings(resolvers, 'extend.resolvers', Object.keys(resolvers ?? {}))
  return { typeDefs: definitions, resolvers: checked as Readonly<Record<string, object>> } // extendSchema checks each
}

/** Shorter ones can be guessed by trying. */
const secretLength = 16

function resolveSecrets(value: unknown, { production }: ResolveOptions): readonly [string, ...string[]] | null {
  const hint =
    'A long random text, the same for all workers: secret: process.env.HEDDLE_SECRET. `openssl rand -base64 32` makes one.'
  if (value === undefined) {
    if (production) throw invalid('secret', 'is missing, and production needs it: cursors are encrypted with it', hint)
    return null
  }
  const [current, ...old] = typeof value === 'string' ? [value] : texts(value, 'secret')
  for (const secret of [current, ...old]) {
    if ((secret ?? '').length < secretLength) throw invalid('secret', `has fewer than ${secretLength} characters`, hint)
  }
  return [text(current, 'secret', hint), ...old]
}

/** What tells a stranger of the schema is off in production, unless it is asked for. */
function resolveDisclosure(
  given: Readonly<Record<string, unknown>>,
  { production }: ResolveOptions,
): Pick<ResolvedConfig, 'graphiql' | 'introspection' | 'suggestions'> {
  const on = (key: string): boolean => (given[key] === undefined ? !production : flag(given[key], key))
  return { graphiql: on('graphiql'), introspection: on('introspection'), suggestions: on('suggestions') }
}

function resolveExplain(value: unknown, { production }: ResolveOptions): (role: string) => boolean {
  if (value === undefined) return () => !production
  if (typeof value === 'boolean') return () => value
  const roles = texts(value, 'explain')
  return (role) => roles.includes(role)
}
