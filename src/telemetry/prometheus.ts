/** Numbers in Prometheus's text format, version 0.0.4. */

export type Labels = Readonly<Record<string, string>>

/** A number that only grows, by its labels. */
export class Counter {
  readonly #head: string
  readonly #name: string
  readonly #values = new Map<string, number>()

  constructor(name: string, help: string) {
    this.#name = name
    this.#head = headOf(name, help, 'counter')
  }

  add(labels: Labels, by = 1): void {
    const key = textOf(labels)
    this.#values.set(key, (this.#values.get(key) ?? 0) + by)
  }

  text(): string {
    return this.#head + [...this.#values].map(([labels, value]) => line(this.#name, labels, value)).join('')
  }
}

interface Observed {
  /** How many were at most as large as each bound, but larger than the one before. */
  readonly counts: number[]
  sum: number
  count: number
}

/** How often numbers were how large, by their labels. */
export class Histogram {
  readonly #head: string
  readonly #name: string
  readonly #bounds: readonly number[]
  readonly #observed = new Map<string, Observed>()

  /** @param bounds ascending */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name
    this.#head = headOf(name, help, 'histogram')
    this.#bounds = bounds
  }

  observe(labels: Labels, value: number): void {
    const key = textOf(labels)
    let observed = this.#observed.get(key)
    if (!observed) this.#observed.set(key, (observed = { counts: this.#bounds.map(() => 0), sum: 0, count: 0 }))
    observed.sum += value
    observed.count += 1
    const bucket = this.#bounds.findIndex((bound) => value <= bound)
    if (bucket !== -1) observed.counts[bucket]! += 1 // one for each bound
  }

  text(): string {
    return this.#head + [...this.#observed].map(([labels, observed]) => this.#lines(labels, observed)).join('')
  }

  #lines(labels: string, { counts, sum, count }: Observed): string {
    const within = (bound: string): string => (labels === '' ? `le="${bound}"` : `${labels},le="${bound}"`)
    let below = 0
    const buckets = this.#bounds.map((bound, at) => {
      below += counts[at] ?? 0
      return line(`${this.#name}_bucket`, within(String(bound)), below)
    })
    return [
      ...buckets,
      line(`${this.#name}_bucket`, within('+Inf'), count),
      line(`${this.#name}_sum`, labels, sum),
      line(`${this.#name}_count`, labels, count),
    ].join('')
  }
}

/** A number as it is now, by its labels. */
export class Gauge {
  readonly #head: string
  readonly #name: string
  readonly #values = new Map<string, number>()

  constructor(name: string, help: string) {
    this.#name = name
    this.#head = headOf(name, help, 'gauge')
  }

  set(labels: Labels, value: number): this {
    this.#values.set(textOf(labels), value)
    return this
  }

  text(): string {
    return this.#head + [...this.#values].map(([labels, value]) => line(this.#name, labels, value)).join('')
  }
}

function headOf(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function line(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`
}

function textOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
    .join()
}
