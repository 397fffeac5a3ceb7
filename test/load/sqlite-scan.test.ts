import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCommand } from '../support/heddle-command.ts'
import { generateLoad, noLoad, serveLoaded } from './loaded-server.ts'
import { describeUnless } from '../support/describe-unless.ts'

const DEADLINE_MS = 2_000
let folder: string

describeUnless(noLoad, 'SQLite', () => {
  beforeAll(() => {
    buildCommand()
    folder = mkdtempSync(join(tmpdir(), 'heddle-scan-'))
    const database = new Database(join(folder, 'shop.db'))
    database.exec(`create table orders (id integer primary key, total integer not null);
    insert into orders values (1, 10), (2, 20), (3, 30);
    create view endless as with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000000)
      select 1 as id, count(*) as total from n`)
    database.close()
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('a scan of two seconds stalls none of 200 small requests a second, and is ended at its deadline', async () => {
    const server = await serveLoaded({
      sources: { shop: { kind: 'sqlite', file: join(folder, 'shop.db') } },
      tables: { shop: { keys: { endless: ['id'] } } },
      limits: { timeout: DEADLINE_MS },
      secret: 'a secret of the tests',
      log: 'silent',
    })
    const scan = async () => {
      const started = performance.now()
      const body = JSON.stringify({ query: '{ endlesses { total } }' })
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      return { answer: await response.json(), ms: performance.now() - started }
    }
    const small = { url: server.url, query: '{ order(where: { id: 2 }) { total } }' }
    await generateLoad({ ...small, seconds: 1, rate: 200 })
    await server.measure() // starts its clock anew
    const idle = monitorEventLoopDelay({ resolution: 5 })
    idle.enable()
    const [load, ...scans] = await Promise.all([generateLoad({ ...small, seconds: 5, rate: 200 }), scan(), scan()])
    idle.disable()
    const { stallP99 } = await server.measure()
    // How late timers are in a process that does nothing: the machine's own doing.
    const noise = Math.max(0, idle.percentile(99) / 1e6 - 5)
    console.log(
      `stalls p99 ${stallP99.toFixed(1)} ms (the machine's own ${noise.toFixed(1)} ms); ` +
        `scans ended after ${scans.map(({ ms }) => ms.toFixed(0)).join(' and ')} ms; small p99 ${load.p99['200']?.toFixed(1)} ms`,
    )
    expect(stallP99).toBeLessThanOrEqual(20 + noise)
    expect(Object.keys(load.counts)).toEqual(['200'])
    for (const { answer, ms } of scans) {
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'DATABASE_TIMEOUT' } }] })
      expect(ms).toBeLessThan(DEADLINE_MS + 250 + noise)
    }
  }, 60_000)
})
