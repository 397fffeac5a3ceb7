import type { Catalog } from './catalog/catalog.ts'
import type { SourceDescription } from './catalog/description.ts'
import type { OpenHeddle, Tuning } from './compose.ts'
import type { HeddleConfig } from './config/heddle-config.ts'
import { resolveConfig, type AnyHeddleConfig } from './config/resolve-config.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import { databaseNames } from './database-names.ts'
import { HeddleError } from './errors.ts'
import { createEvents, type Events } from './events.ts'
import type { HeddleYoga } from './http/http.ts'
import { defaultLimits } from './http/limits.ts'
import type { TrustedDocuments } from './http/trusted-documents.ts'
import { LEAST_ROOM } from './http/turnstile.ts'
import { loadManifest } from './load-manifest.ts'
import { openSources, type Expressions } from './open-sources.ts'
import type { MapFormat } from './map/draw-map.ts'
import { logEvents } from './telemetry/log.ts'
import type { MetricPeers } from './telemetry/merge-metrics.ts'
import type { Sights } from './telemetry/metrics.ts'

export type { OpenHeddle } from './compose.ts'
export type { Crossing, Explanation, RanStatement, RunExplanation } from './explain/explanation.ts'
export type { MapFormat } from './map/draw-map.ts'
export type { CapacityReport } from './examine-capacity.ts'
export type { HeddleSource, SlowOrder } from './open-sources.ts'
export type { MetricPeers } from './telemetry/merge-metrics.ts'
export type { Atomicity } from './write/writer.ts'
export type { InDoubt, Resolved } from './write/in-doubt.ts'

/** A config whose types `defineConfig` has checked, or one made by a program: what is in it is looked at, not believed. */
export type AnyConfig = AnyHeddleConfig & Readonly<Partial<Record<keyof HeddleConfig, unknown>>>

/** A running Heddle: one GraphQL API over the sources of its config. */
export interface Heddle extends OpenHeddle {
  /** A request listener for node:http; `.fetch` for every Fetch-API server. */
  readonly yoga: HeddleYoga
}

/**
 * Opens the sources of a config, describes them, and makes one API of them.
 *
 * @example
 * const heddle = await createHeddle(config)
 * createServer(heddle.yoga).listen(4000)
 *
 * @param tuning for tests and measurements: no answer depends on it
 * @param peers other processes that serve the same: `/metrics` tells what all of them have counted
 *
 * @throws HeddleError CONFIG_INVALID, SOURCE_UNREACHABLE, NAME_CLASH, NAME_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN,
 * LINK_INVALID: everything that can be known before the first request.
 */
export async function createHeddle(config: AnyConfig, tuning: Tuning = {}, peers?: MetricPeers): Promise<Heddle> {
  const resolved = await resolve(config)
  const trusted = await trustedDocuments(resolved)
  // The modules of HTTP are read while the databases are.
  const [{ createHttp }, heddle] = await Promise.all([import('./http/http.ts'), open(resolved, tuning)])
  const { engine, events, sources, viewerOf: viewer, writer } = heddle
  const started = writer.start().catch((error: unknown) => events.emit({ kind: 'fault', requestId: undefined, error }))
  // What it may make at start is there before the first request; what it looks for can be looked for meanwhile.
  if (resolved.writes.setup === true) await started
  const atomicity = writer.writesSeveral ? { atomicity: () => writer.atomicity() } : {}
  const { requestLimits: limits, cors, graphiql, introspection: map, suggestions, mayExplain } = resolved
  const metrics = resolved.metrics
    ? (await import('./telemetry/metrics.ts')).collectMetrics(events, sightsOf(heddle), peers)
    : undefined
  const tracing = resolved.traces && (await loadTraces()).traceEvents(events, databaseNames(resolved))
  const options = {
    engine,
    events,
    sources,
    viewer,
    limits,
    cors,
    trusted,
    graphiql,
    map,
    suggestions,
    mayExplain,
    metrics,
    tracing,
  }
  return Object.assign(heddle, { yoga: createHttp({ ...options, ...atomicity, room: roomFor(resolved) }) })
}

/** The map of what a catalog names, as a text of a kind. Few commands draw one, and what that takes is slow to load. */
export async function drawMap(catalog: Catalog, format: MapFormat): Promise<string> {
  const { drawMap: draw } = await import('./map/draw-map.ts')
  return draw(catalog, format)
}

/** What `/metrics` looks at. */
function sightsOf({ sources, caches }: OpenHeddle): Sights {
  return { pools: () => sources.map(({ name, pool }) => ({ source: name, ...pool() })), caches: { ...caches } }
}

/**
 * The OpenTelemetry API is there where somebody wants traces.
 *
 * @throws HeddleError CONFIG_INVALID where it is not
 */
async function loadTraces(): Promise<typeof import('./telemetry/traces.ts')> {
  try {
    return await import('./telemetry/traces.ts')
  } catch (error) {
    const hint = 'npm install @opentelemetry/api'
    throw new HeddleError(
      'CONFIG_INVALID',
      `traces need the package @opentelemetry/api: ${hint}`,
      { hint },
      { cause: error },
    )
  }
}

/** Those of the config's manifest, which few configs have. */
async function trustedDocuments({ trusted }: ResolvedConfig): Promise<TrustedDocuments | undefined> {
  if (trusted === undefined) return undefined
  const { createTrustedDocuments } = await import('./http/trusted-documents.ts')
  return createTrustedDocuments(await loadManifest(trusted.manifest), trusted.only)
}

/** Twice as many requests as there are connections: while half of them are read and written, no connection waits. */
function roomFor({ sources }: ResolvedConfig): number {
  const connections = sources.reduce((sum, { spec }) => sum + (spec.pool?.size ?? 0), 0)
  return Math.max(LEAST_ROOM, 2 * connections)
}

/**
 * Like `createHeddle`, without what only a server needs: for a command that answers and ends.
 *
 * @throws HeddleError as `createHeddle`
 */
export async function openHeddle(config: AnyConfig): Promise<OpenHeddle> {
  return open(await resolve(config))
}

/** What the sources of a config hold, and what it is called in the API. */
export interface ConfigDescription {
  readonly sources: readonly SourceDescription[]
  readonly expressions: Expressions
  /** For every role. */
  readonly catalog: Catalog
}

/**
 * Looks at the sources of a config, and closes them.
 *
 * @throws HeddleError as `createHeddle`
 */
export async function describeConfig(config: AnyConfig): Promise<ConfigDescription> {
  const resolved = await resolve(config)
  const { sources, descriptions } = await readSources(resolved, createEvents())
  try {
    const { catalogsOf } = await import('./compose.ts')
    return {
      sources: descriptions,
      expressions: await sources.expressions(),
      catalog: catalogsOf(resolved, descriptions).whole,
    }
  } finally {
    await sources.close()
  }
}

function resolve(config: AnyConfig): Promise<ResolvedConfig> {
  return resolveConfig(config, { production: process.env['NODE_ENV'] === 'production' })
}

/** What makes the API is loaded while the databases are read. */
async function open(config: ResolvedConfig, tuning: Tuning = {}): Promise<OpenHeddle> {
  const events = createEvents()
  const { logLevel: level, logRequests: requests, sqlLog: sql } = config
  const closed = logEvents(events, { level, requests, sql })
  const [{ compose }, read] = await Promise.all([import('./compose.ts'), readSources(config, events)])
  try {
    return await compose({ config, ...read, events, closed, tuning })
  } catch (error) {
    await read.sources.close()
    throw error
  }
}

/** A request's time, and the second in which Heddle should have ended its statements itself. */
function longest({ requestLimits }: ResolvedConfig): number {
  return (requestLimits.timeoutMs ?? defaultLimits.timeoutMs) + 1_000
}

async function readSources(config: ResolvedConfig, events: Events) {
  const comment = config.traces?.sqlComments ? (await loadTraces()).traceComment : undefined
  const sources = await openSources(config.sources, { events, statementMs: longest(config), comment })
  try {
    return { sources, descriptions: await sources.describe() }
  } catch (error) {
    await sources.close()
    throw error
  }
}
