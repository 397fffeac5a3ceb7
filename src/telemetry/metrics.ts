import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { HeddleError } from '../errors.ts'
import type { Events, HeddleEvent } from '../events.ts'
import { mergedText, type MetricPeers } from './merge-metrics.ts'

/** Seconds: a look-up by key to the longest time of a request. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const STATEMENTS = [0, 1, 2, 3, 5, 8, 13, 21, 50, 100]
const KEYS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
const KEY_SETS = [1, 2, 3, 5, 10, 20]

/** A statement that found its connection waiting has not waited. */
const WAIT_MS = 0.1

/** Gauges whose names say that they are counters: promtool refuses them. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** What is not told but looked at, when somebody asks. */
export interface Sights {
  /** The connections of each source, and how many requests wait for one. */
  pools(): readonly PoolSight[]
  /** How often what is compiled once was found, and how often it was made. */
  readonly caches: Readonly<Record<string, CacheSight>>
}

export interface PoolSight {
  readonly source: string
  readonly idle: number
  readonly lent: number
  readonly connecting: number
  readonly waiting: number
}

export interface CacheSight {
  readonly hits: number
  readonly misses: number
}

/**
 * Counts what happens; the answer writes it for Prometheus. Labels are names of sources and tables, codes and statuses, of
 * which there are few: never anything that a client chose.
 *
 * @param peers other processes that serve the same API: the answer is of all of them
 */
export function collectMetrics(events: Events, sights: Sights, peers?: MetricPeers): () => Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  countEvents(events, registry)
  showSights(registry, sights)
  if (!peers) return () => registry.metrics()
  peers.offer(() => registry.getMetricsAsJSON())
  return async () => mergedText(await peers.gather())
}

function countEvents(events: Events, registry: Registry): void {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram({ name, help, buckets, labelNames, registers })
  // What several processes see of one thing is no sum.
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers, aggregator: 'max' })

  const requests = counter('heddle_requests_total', 'GraphQL requests over HTTP.', 'status', 'path')
  const requestTime = histogram('heddle_request_duration_seconds', 'From arrival to answer.', SECONDS)
  const perRequest = histogram('heddle_request_statements', 'SQL statements of a request.', STATEMENTS)
  const runTime = histogram(
    'heddle_statement_duration_seconds',
    'Time of a statement at its database.',
    SECONDS,
    ...(['source', 'table', 'outcome'] as const),
  )
  const waits = histogram('heddle_pool_wait_seconds', 'Waits of statements for a connection.', SECONDS, 'source')
  const rows = counter('heddle_statement_rows_total', 'Rows that statements answered, as the driver counts.', 'source')
  const keys = histogram('heddle_link_keys', 'Keys that one fetch carried across a link.', KEYS, 'source')
  const keySets = histogram('heddle_batch_key_sets', 'Key sets that were loaded together.', KEY_SETS, 'source')
  const faults = counter('heddle_faults_total', 'Faults: what no client meant and no config said.')
  const pools = counter('heddle_pool_events_total', 'What became of connections.', 'source', 'what')
  const down = gauge('heddle_source_down', 'Whether a source counts as down: its breaker is open.', 'source')
  const ended = counter('heddle_transactions_total', 'Transactions over several databases, by outcome.', 'state')
  const recovered = counter('heddle_transactions_recovered_total', 'Those that recovery finished.', 'outcome')
  const inDoubt = gauge('heddle_transactions_in_doubt', 'Those that are prepared and cannot be finished now.')
  const doubtAge = gauge('heddle_transaction_in_doubt_seconds', 'Age of the oldest one in doubt; 0 without one.')

  events.on((event: HeddleEvent) => {
    switch (event.kind) {
      case 'request':
        requests.inc({ status: String(event.status), path: event.path ?? 'none' })
        requestTime.observe(event.ms / 1_000)
        return perRequest.observe(event.statements)
      case 'statement': {
        const { source, table = '', waitMs } = event
        runTime.observe({ source, table, outcome: outcomeOf(event.error) }, event.runMs / 1_000)
        if (event.rows > 0) rows.inc({ source }, event.rows)
        if (waitMs >= WAIT_MS) waits.observe({ source }, waitMs / 1_000)
        return
      }
      case 'batch':
        keys.observe({ source: event.source }, event.keys)
        return keySets.observe({ source: event.source }, event.keySets)
      case 'fault':
        return faults.inc()
      case 'pool':
        pools.inc({ source: event.source, what: event.what })
        if (event.what === 'down' || event.what === 'up')
          down.set({ source: event.source }, event.what === 'down' ? 1 : 0)
        return
      case 'transaction':
        return ended.inc({ state: event.state })
      case 'recovery':
        recovered.inc({ outcome: 'commit' }, event.committed.length)
        recovered.inc({ outcome: 'abort' }, event.aborted.length)
        inDoubt.set(event.inDoubt.length)
        return doubtAge.set(event.oldestInDoubtMs / 1_000)
      case 'phases':
      case 'notice':
        return
    }
  })
}

function outcomeOf(error: unknown): string {
  return error === undefined ? 'ok' : error instanceof HeddleError ? error.code : 'DATABASE_ERROR'
}

function showSights(registry: Registry, { pools, caches }: Sights): void {
  const registers = [registry]
  new Gauge({
    name: 'heddle_pool_connections',
    help: 'Connections by what they do.',
    labelNames: ['source', 'state'],
    registers,
    collect() {
      for (const { source, idle, lent, connecting } of pools()) {
        this.set({ source, state: 'idle' }, idle)
        this.set({ source, state: 'lent' }, lent)
        this.set({ source, state: 'connecting' }, connecting)
      }
    },
  })
  new Gauge({
    name: 'heddle_pool_waiting',
    help: 'Requests that wait for a connection.',
    labelNames: ['source'],
    registers,
    collect() {
      for (const { source, waiting } of pools()) this.set({ source }, waiting)
    },
  })
  new Counter({
    name: 'heddle_cache_requests_total',
    help: 'How often what is made once (documents, plans) was there, or had to be made.',
    labelNames: ['cache', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const [cache, { hits, misses }] of Object.entries(caches)) {
        this.inc({ cache, outcome: 'hit' }, hits)
        this.inc({ cache, outcome: 'miss' }, misses)
      }
    },
  })
}
