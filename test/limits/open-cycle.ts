import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'

/** Two databases whose links lead around in a circle, with few rows: whatever is refused here is refused for its form. */
export interface Cycle {
  readonly heddle: Heddle
  /** Posts a body as it is, over the Fetch API. */
  post(body: string): Promise<Posted>
  close(): Promise<void>
}

export interface Posted {
  readonly status: number
  readonly body: { data?: unknown; errors?: { message: string; extensions?: Record<string, unknown> }[] }
  /** Statements that ran. */
  readonly statements: number
  /** Of this process, in milliseconds. */
  readonly cpuMs: number
}

export async function openCycle(config: Partial<AnyConfig> = {}): Promise<Cycle> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-cycle-'))
  const people = new Database(join(folder, 'people.db'))
  people.exec(
    'create table users (id integer primary key, name text not null, country text, friend_id integer references users (id))',
  )
  people.exec("insert into users values (1, 'Ann', 'CH', null), (2, 'Bo', 'DE', 1)")
  people.close()
  const shop = new Database(join(folder, 'shop.db'))
  shop.exec('create table orders (id integer primary key, user_id integer not null, total integer, note text)')
  shop.exec('create table items (id integer primary key, order_id integer references orders (id), sku text)')
  shop.exec("insert into orders values (1, 1, 250, 'a'), (2, 1, 90, null)")
  shop.close()
  const heddle = await createHeddle({
    sources: { people: `sqlite:${join(folder, 'people.db')}`, shop: `sqlite:${join(folder, 'shop.db')}` },
    links: ['people.users.id=shop.orders.user_id'],
    log: 'silent',
    ...config,
  } as AnyConfig)
  let statements = 0
  heddle.events.on((event) => {
    if (event.kind === 'statement') statements += 1
  })
  return {
    heddle,
    async post(body) {
      const before = statements
      const cpu = process.cpuUsage()
      const response = await heddle.yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
        body,
      })
      const text = await response.text()
      const { user, system } = process.cpuUsage(cpu)
      return {
        status: response.status,
        body: JSON.parse(text) as Posted['body'],
        statements: statements - before,
        cpuMs: (user + system) / 1_000,
      }
    },
    async close() {
      await heddle.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
