import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { createEvents, type HeddleEvent } from '../../src/events.ts'
import { collectMetrics, type Sights } from '../../src/telemetry/metrics.ts'
import { openCycle } from '../limits/open-cycle.ts'

/** A sample of Prometheus's text format. */
interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/

/** Reads the format by its grammar, and holds it to promtool's rules: help, a type, unique samples, whole histograms. */
function readMetrics(text: string): readonly Sample[] {
  expect(text.endsWith('\n')).toBe(true)
  const types = new Map<string, string>()
  const helped = new Set<string>()
  const samples: Sample[] = []
  const seen = new Set<string>()
  for (const line of text.trimEnd().split('\n')) {
    if (line === '') continue // between two families
    const [, kind = '', metric = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') helped.add(metric)
    else if (kind === 'TYPE') types.set(metric, rest)
    else {
      const [, name = '', inner = '', value = ''] = sample.exec(line) ?? expect.fail(`no sample: ${line}`)
      const labels = Object.fromEntries(
        [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]),
      )
      const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
      expect(types.get(family), `type of ${name}`).toBeDefined()
      expect(helped.has(family), `help of ${name}`).toBe(true)
      expect(/_total$/.test(name), name).toBe(types.get(family) === 'counter')
      expect(seen.has(`${name}{${inner}}`), `once: ${line}`).toBe(false)
      seen.add(`${name}{${inner}}`)
      expect(/^nan$/i.test(value) || Number.isFinite(Number(value)), line).toBe(true)
      samples.push({ name, labels, value: Number(value) })
    }
  }
  for (const [family, type] of types) if (type === 'histogram') checkHistogram(family, samples)
  return samples
}

function checkHistogram(family: string, samples: readonly Sample[]): void {
  const without = ({ le: _, ...labels }: Readonly<Record<string, string>>): string => JSON.stringify(labels)
  for (const { labels, value } of samples.filter(({ name }) => name === `${family}_count`)) {
    const buckets = samples.filter(
      (each) => each.name === `${family}_bucket` && without(each.labels) === JSON.stringify(labels),
    )
    const values = buckets.map((bucket) => bucket.value)
    expect(values, family).toEqual([...values].sort((a, b) => a - b))
    expect(buckets.at(-1)).toMatchObject({ labels: { le: '+Inf' }, value })
  }
}

const nothing: Sights = { pools: () => [], caches: {} }

it('is valid before anything has happened', async () => {
  const samples = readMetrics(await collectMetrics(createEvents(), nothing)())
  expect(samples.map(({ name }) => name)).toContain('process_resident_memory_bytes')
})

it('is valid whatever happens, and whatever names hold', async () => {
  const events = createEvents()
  const pool = { source: 'x"y\\z\nw', idle: 1, lent: 2, connecting: 3, waiting: 4 }
  const metrics = collectMetrics(events, { pools: () => [pool], caches: { plan: { hits: 7, misses: 2 } } })
  for (const event of everything(pool.source)) events.emit(event)
  const samples = readMetrics(await metrics())
  const source = 'x\\"y\\\\z\\nw'
  const valueOf = (name: string, labels: object): number | undefined =>
    samples.find((each) => each.name === name && isDeepStrictEqual(each.labels, labels))?.value
  expect(valueOf('heddle_pool_connections', { source, state: 'lent' })).toBe(2)
  expect(valueOf('heddle_pool_waiting', { source })).toBe(4)
  expect(valueOf('heddle_cache_requests_total', { cache: 'plan', outcome: 'hit' })).toBe(7)
  expect(valueOf('heddle_statement_duration_seconds_count', { source, table: 'a.t', outcome: 'DATABASE_ERROR' })).toBe(
    1,
  )
  expect(valueOf('heddle_pool_wait_seconds_sum', { source })).toBe(0.25)
  expect(valueOf('heddle_batch_key_sets_sum', { source })).toBe(3)
  expect(valueOf('heddle_source_down', { source })).toBe(1)
  expect(valueOf('heddle_transactions_total', { state: 'COMMITTED' })).toBe(1)
  expect(valueOf('heddle_transaction_in_doubt_seconds', {})).toBe(61)
  // Counted since the start, not since the last look.
  expect(readMetrics(await metrics()).find(({ name }) => name === 'heddle_cache_requests_total')?.value).toBe(7)
})

/** One event of each kind. */
function everything(source: string): readonly HeddleEvent[] {
  const requestId = 'r'
  return [
    { kind: 'request', requestId, status: 200, ms: 3, statements: 2, sources: { [source]: 1 }, path: 'direct' },
    { kind: 'phases', requestId, started: 0, prepared: 1, ran: 2 },
    {
      ...{ kind: 'statement', requestId, source, table: 'a.t', sql: 'select 1', params: ['secret'] },
      ...{ rows: 1, waitMs: 250, runMs: 2, error: new Error('no') },
    },
    { kind: 'batch', requestId, source, fetch: 1, keySets: 3, keys: 20, chunks: 1 },
    { kind: 'fault', requestId, error: new Error('no') },
    { kind: 'notice', message: 'so' },
    { kind: 'pool', source, what: 'down' },
    { kind: 'transaction', gtid: 'g', state: 'COMMITTED', pending: [] },
    { kind: 'recovery', committed: ['a'], aborted: [], inDoubt: ['b'], oldestInDoubtMs: 61_000 },
  ]
}

it('counts requests, statements and keys of a running API at /metrics, on every way', async () => {
  const cycle = await openCycle({ metrics: true })
  const ask = (query: string) => cycle.post(JSON.stringify({ query }))
  await ask('{ users { name orders { total } } }')
  await ask('{ users { name } }')
  await ask('{ __schema { queryType { name } } }')
  await ask('{ nope }')
  const response = await cycle.heddle.yoga.fetch('http://localhost/metrics')
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const samples = readMetrics(await response.text())
  const valueOf = (name: string, labels: object = {}): number | undefined =>
    samples.find((each) => each.name === name && isDeepStrictEqual(each.labels, labels))?.value
  expect(valueOf('heddle_requests_total', { status: '200', path: 'direct' })).toBe(2)
  expect(valueOf('heddle_requests_total', { status: '200', path: 'reference' })).toBe(1)
  const times = 'heddle_statement_duration_seconds_count'
  expect(valueOf(times, { source: 'people', table: 'people.users', outcome: 'ok' })).toBe(2)
  expect(valueOf(times, { source: 'shop', table: 'shop.orders', outcome: 'ok' })).toBe(1)
  expect(valueOf('heddle_cache_requests_total', { cache: 'document', outcome: 'miss' })).toBeGreaterThan(0)
  expect(valueOf('heddle_pool_waiting', { source: 'shop' })).toBe(0)
  expect(valueOf('heddle_request_statements_sum')).toBe(3)
  expect(valueOf('heddle_link_keys_sum', { source: 'shop' })).toBe(2)
  expect(valueOf('heddle_request_duration_seconds_count')).toBe(4)
  await cycle.close()
})

it('is not there unless the config asks for it', async () => {
  const cycle = await openCycle()
  expect((await cycle.heddle.yoga.fetch('http://localhost/metrics')).status).toBe(404)
  await cycle.close()
})

it('has a dashboard that asks for nothing else than what there is', async () => {
  const file = join(import.meta.dirname, '../../docs/grafana-dashboard.json')
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[]
  }
  const events = createEvents()
  const pool = { source: 'shop', idle: 1, lent: 0, connecting: 0, waiting: 0 }
  const metrics = collectMetrics(events, { pools: () => [pool], caches: { plan: { hits: 1, misses: 1 } } })
  for (const event of everything('shop')) events.emit(event)
  const samples = readMetrics(await metrics())
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  expect(asked.length).toBeGreaterThan(10)
  const used = new Set<string>()
  for (const expr of asked) {
    const selectors = [...expr.matchAll(/\b((?:heddle|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)]
    expect(selectors.length, expr).toBeGreaterThan(0)
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/\s*,\s*/))
    for (const [, name = '', matchers = ''] of selectors) {
      const found = samples.filter((each) => each.name === name)
      expect(found.length, `${name} in ${expr}`).toBeGreaterThan(0)
      used.add(name.replace(/_(bucket|sum|count)$/, ''))
      const labels = [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label)
      for (const label of [...labels, ...grouped]) expect(found[0]?.labels, `${label} of ${name}`).toHaveProperty(label)
    }
  }
  // What the page of operations says to watch is watched.
  for (const name of ['heddle_request_duration_seconds', 'heddle_pool_waiting', 'heddle_transaction_in_doubt_seconds'])
    expect(used).toContain(name)
})

it('is documented name by name, and nothing else is', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operate.md'), 'utf8')
  const documented = page
    .split('\n')
    .filter((line) => /^\| `heddle_/.test(line))
    .flatMap((line) => line.split('|')[1]?.match(/heddle_\w+/g) ?? [])
  const text = await collectMetrics(createEvents(), nothing)()
  const families = [...text.matchAll(/^# TYPE (heddle_\w+) /gm)].map(([, family]) => family)
  expect([...documented].sort()).toEqual([...families].sort())
})
