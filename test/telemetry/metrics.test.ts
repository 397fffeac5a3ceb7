import { expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { collectMetrics } from '../../src/telemetry/metrics.ts'
import { Counter, Histogram } from '../../src/telemetry/prometheus.ts'
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
      if (types.get(family) === 'counter') expect(name).toMatch(/_total$/)
      expect(seen.has(`${name}{${inner}}`), `once: ${line}`).toBe(false)
      seen.add(`${name}{${inner}}`)
      expect(Number.isFinite(Number(value)), line).toBe(true)
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

it('writes counters and histograms by the format, whatever the labels hold', () => {
  const counter = new Counter('a_total', 'A.')
  counter.add({ source: 'x"y\\z\nw' })
  counter.add({ source: 'x"y\\z\nw' }, 2)
  const histogram = new Histogram('b', 'B.', [1, 10])
  for (const value of [0, 1, 5, 10, 11]) histogram.observe({}, value)
  const samples = readMetrics(counter.text() + histogram.text())
  expect(samples).toContainEqual({ name: 'a_total', labels: { source: 'x\\"y\\\\z\\nw' }, value: 3 })
  expect(samples.filter(({ name }) => name === 'b_bucket').map(({ value }) => value)).toEqual([2, 4, 5])
  expect(samples).toContainEqual({ name: 'b_sum', labels: {}, value: 27 })
})

it('is valid before anything has happened', () => {
  expect(readMetrics(collectMetrics(createEvents())()).map(({ name }) => name)).toContain(
    'process_resident_memory_bytes',
  )
})

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
    samples.find((each) => each.name === name && JSON.stringify(each.labels) === JSON.stringify(labels))?.value
  expect(valueOf('heddle_requests_total', { status: '200', path: 'direct' })).toBe(2)
  expect(valueOf('heddle_requests_total', { status: '200', path: 'reference' })).toBe(1)
  expect(valueOf('heddle_statements_total', { source: 'people', outcome: 'ok' })).toBe(2)
  expect(valueOf('heddle_statements_total', { source: 'shop', outcome: 'ok' })).toBe(1)
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
