import { HeddleError } from '../errors.ts'
import type { Events, HeddleEvent } from '../events.ts'
import { Counter, Gauge, Histogram } from './prometheus.ts'

/** Seconds: a look-up by key to the longest time of a request. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const STATEMENTS = [0, 1, 2, 3, 5, 8, 13, 21, 50, 100]
const KEYS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

/**
 * Counts what happens; the answer writes it for Prometheus. Labels are names of sources, codes and statuses, of which there
 * are few: never anything that a client chose.
 */
export function collectMetrics(events: Events): () => string {
  const requests = new Counter('heddle_requests_total', 'GraphQL requests over HTTP, by status and way out.')
  const requestTime = new Histogram('heddle_request_duration_seconds', 'From arrival to answer.', SECONDS)
  const perRequest = new Histogram('heddle_request_statements', 'SQL statements of a request.', STATEMENTS)
  const statements = new Counter('heddle_statements_total', 'SQL statements, by source and outcome.')
  const runTime = new Histogram('heddle_statement_duration_seconds', 'Time of a statement at its database.', SECONDS)
  const waitTime = new Histogram('heddle_statement_wait_seconds', 'Wait of a statement for a connection.', SECONDS)
  const rows = new Counter('heddle_statement_rows_total', 'Rows that statements answered, as the driver counts them.')
  const keys = new Histogram('heddle_link_keys', 'Keys that one fetch carried across a link.', KEYS)
  const faults = new Counter('heddle_faults_total', 'Faults: what no client meant and no config said.')
  const pools = new Counter(
    'heddle_pool_events_total',
    'What became of connections: connect, close, timeout, leak and so on.',
  )
  const down = new Gauge('heddle_source_down', 'Whether a source counts as down: its breaker is open.')
  const ended = new Counter('heddle_transactions_total', 'Transactions over several databases, by how they ended here.')
  const recovered = new Counter('heddle_transactions_recovered_total', 'Those that recovery finished, by outcome.')
  const inDoubt = new Gauge('heddle_transactions_in_doubt', 'Those that are prepared and cannot be finished now.')
  const doubtAge = new Gauge('heddle_transaction_in_doubt_seconds', 'Age of the oldest one in doubt; 0 without one.')
  const all = [
    ...[requests, requestTime, perRequest, statements, runTime, waitTime, rows, keys, faults, pools, down],
    ...[ended, recovered, inDoubt, doubtAge],
  ]

  function count(event: HeddleEvent): void {
    switch (event.kind) {
      case 'request':
        requests.add({ status: String(event.status), path: event.path ?? 'none' })
        requestTime.observe({}, event.ms / 1_000)
        return perRequest.observe({}, event.statements)
      case 'statement': {
        const { source } = event
        statements.add({ source, outcome: outcomeOf(event.error) })
        rows.add({ source }, event.rows)
        waitTime.observe({ source }, event.waitMs / 1_000)
        return runTime.observe({ source }, event.runMs / 1_000)
      }
      case 'batch':
        return keys.observe({ source: event.source }, event.keys)
      case 'fault':
        return faults.add({})
      case 'pool':
        pools.add({ source: event.source, what: event.what })
        if (event.what === 'down' || event.what === 'up')
          down.set({ source: event.source }, event.what === 'down' ? 1 : 0)
        return
      case 'transaction':
        return ended.add({ state: event.state })
      case 'recovery':
        recovered.add({ outcome: 'commit' }, event.committed.length)
        recovered.add({ outcome: 'abort' }, event.aborted.length)
        inDoubt.set({}, event.inDoubt.length)
        doubtAge.set({}, event.oldestInDoubtMs / 1_000)
        return
      case 'notice':
        return
    }
  }
  events.on(count)
  return () => all.map((each) => each.text()).join('') + ofProcess()
}

function outcomeOf(error: unknown): string {
  return error === undefined ? 'ok' : error instanceof HeddleError ? error.code : 'DATABASE_ERROR'
}

function ofProcess(): string {
  const { user, system } = process.cpuUsage()
  const started = Date.now() / 1_000 - process.uptime()
  const now = [
    ['process_resident_memory_bytes', 'Resident memory size in bytes.', process.memoryUsage.rss()],
    ['process_cpu_seconds', 'User and system CPU time spent in seconds.', (user + system) / 1e6],
    ['process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', started],
  ] as const
  return now.map(([name, help, value]) => new Gauge(name, help).set({}, value).text()).join('')
}
