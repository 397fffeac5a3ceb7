import { HeddleError } from '../../src/errors.ts'
import { createEvents, type PoolEvent } from '../../src/events.ts'
import type { Connection, Driver } from '../../src/source/connection.ts'
import type { ConnectLimits } from '../../src/source/limits.ts'
import { defaultPoolOptions, type PoolOptions } from '../../src/source/pool-options.ts'
import { Pool } from '../../src/source/pool.ts'

/** A session without a database behind it: what is tested here is the pool. */
export class FakeConnection implements Connection {
  readonly id: number
  usable = true
  mute = false
  closed = false
  open = false

  constructor(id: number) {
    this.id = id
  }

  run = () => Promise.resolve({ rows: [] })
  beginSnapshot = () => Promise.resolve()
  begin = () => Promise.resolve()
  control = () => Promise.resolve('')
  cancel = () => Promise.resolve()
  ping = () => (this.mute ? Promise.reject(new Error('silence')) : Promise.resolve())
  reset(): Promise<void> | null {
    if (!this.open) return null
    this.open = false
    return Promise.resolve()
  }
  close(): Promise<void> {
    this.closed = true
    return Promise.resolve()
  }
}

interface Attempt {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** A driver whose connections are made when the test says so. */
export class FakeDriver implements Driver {
  readonly source = 'fake'
  readonly made: FakeConnection[] = []
  readonly attempts: Attempt[] = []
  /** Of all attempts, ended or not. */
  readonly limits: ConnectLimits[] = []
  readonly begun: number[] = []

  connect = (limits: ConnectLimits) => {
    this.limits.push(limits)
    this.begun.push(performance.now())
    return new Promise<Connection>((resolve, reject) => this.attempts.push({ resolve, reject }))
  }
  classify = () => new HeddleError('DATABASE_UNAVAILABLE', 'refused', { source: 'fake' })

  accept(): FakeConnection {
    const connection = new FakeConnection(this.made.length)
    this.made.push(connection)
    this.attempts.shift()!.resolve(connection)
    return connection
  }

  refuse(): void {
    this.attempts.shift()!.reject(new Error('refused'))
  }
}

/** Lets everything run that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 16; turn += 1) await null
}

/** A pool of them. Unless the test accepts and refuses itself, connections are made as soon as they are asked for. */
export function openPool(options: Partial<PoolOptions> = {}, automatic = true) {
  const driver = new FakeDriver()
  const events = createEvents()
  const told: PoolEvent[] = []
  events.on((event) => event.kind === 'pool' && told.push(event))
  const pool = new Pool(driver, { ...defaultPoolOptions, ...options }, events)
  const acquire = (limits = {}) => {
    const lent = pool.acquire(limits) as Promise<FakeConnection>
    lent.catch(() => {})
    while (automatic && driver.attempts.length > 0) driver.accept()
    return lent
  }
  return { pool, driver, acquire, told: () => told.map(({ what }) => what), events: told }
}
