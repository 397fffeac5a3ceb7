import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addresses, users } from '../../schema/accounts.ts'
import { products, reviews } from '../../schema/catalog.ts'
import { orderItems, orders } from '../../schema/shop.ts'
import { withAccounts } from '../../src/cli/demo/accounts-database.ts'
import { makeRows } from '../../src/cli/demo/make-rows.ts'
import { prepareDemo } from '../../src/cli/demo/prepare-demo.ts'
import { withSqlite } from '../../src/cli/demo/sqlite-database.ts'

let project: string
let directory: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'heddle-demo-'))
  directory = join(project, '.heddle', 'demo')
})
afterAll(() => rm(project, { recursive: true, force: true }))

// One story, in its order: filling takes seconds, so the databases are made once.
describe('the first start of the demo', () => {
  test('leaves no databases when it is killed half-way', { timeout: 120_000 }, async () => {
    await startAndKillAt('shop: orders')
    expect(existsSync(directory)).toBe(false)
    expect((await readdir(join(project, '.heddle'))).filter((name) => name.startsWith('demo.partial-'))).toHaveLength(1)
  })

  test('begins again then, and removes what was left', { timeout: 120_000 }, async () => {
    const reported = new Set<string>()
    await prepareDemo({
      directory,
      progress: { report: (what) => reported.add(what), end: (text) => reported.add(text) },
    })
    expect(await readdir(join(project, '.heddle'))).toEqual(['demo'])
    expect([...reported]).toEqual([
      'accounts: making a PostgreSQL database',
      'accounts: users',
      'accounts: addresses',
      'shop: orders',
      'shop: order items',
      'catalog: products',
      'catalog: reviews',
      expect.stringMatching(/^The demo's databases are in .*demo, made in [0-9.]+ s\.$/),
    ])
  })

  test('puts every row into PostgreSQL as it was made, the microseconds included', async () => {
    const rows = makeRows()
    await withAccounts(join(directory, 'accounts'), async (database) => {
      const stored = await database.select().from(users).orderBy(asc(users.id))
      const expected = rows.users.map((user, index) => ({
        ...user,
        id: index + 1,
        createdAt: postgresText(user.createdAt),
      }))
      expect(stored).toEqual(expected)
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      expect((await database.select().from(addresses)).sort(byId)).toEqual([...rows.addresses].sort(byId))
    })
  })

  test('puts every row into SQLite as it was made, decimals with both digits', () => {
    const rows = makeRows()
    withSqlite(join(directory, 'shop.db'), 'shop', (database) => {
      expect(database.select().from(orders).orderBy(asc(orders.id)).all()).toEqual(rows.orders)
      expect(database.select().from(orderItems).orderBy(asc(orderItems.id)).all()).toEqual(rows.orderItems)
    })
    withSqlite(join(directory, 'catalog.db'), 'catalog', (database) => {
      expect(database.select().from(products).all()).toEqual(rows.products)
      expect(database.select().from(reviews).orderBy(asc(reviews.id)).all()).toEqual(rows.reviews)
    })
  })

  test('leaves SQLite in WAL mode, and PostgreSQL ready to give the next id', async () => {
    withSqlite(join(directory, 'shop.db'), 'shop', (database) => {
      expect(database.$client.pragma('journal_mode', { simple: true })).toBe('wal')
    })
    await withAccounts(join(directory, 'accounts'), async (database) => {
      const rollback = new Error('this row was only a question')
      const asked = database.transaction(async (transaction) => {
        const [created] = await transaction
          .insert(users)
          .values({ email: 'next@example.com', name: 'Next' })
          .returning()
        expect(created?.id).toBe(1201)
        throw rollback
      })
      await expect(asked).rejects.toBe(rollback)
    })
  })
})

describe('the databases of the demo', () => {
  test('declare their decimals with digits and refuse a product without its SKU', () => {
    withSqlite(join(directory, 'catalog.db'), 'catalog', (database) => {
      const columns = database.$client.pragma('table_info(products)') as {
        name: string
        type: string
        notnull: number
      }[]
      expect(columns.find(({ name }) => name === 'price')?.type).toBe('numeric(10,2)')
      expect(columns.find(({ name }) => name === 'sku')?.notnull).toBe(1)
    })
  })

  test('find what belongs to a key by an index, on every side of every relation', () => {
    const searched = {
      shop: ['orders.user_id', 'order_items.order_id', 'order_items.sku'],
      catalog: ['reviews.sku', 'reviews.user_id'],
    }
    for (const name of ['shop', 'catalog'] as const) {
      withSqlite(join(directory, `${name}.db`), name, (database) => {
        for (const column of searched[name]) {
          const [table, key] = column.split('.')
          const plan = database.$client.prepare(`explain query plan select 1 from ${table} where ${key} = ?`).all(1)
          expect(JSON.stringify(plan), column).toContain('USING COVERING INDEX')
        }
      })
    }
  })
})

describe('a later start of the demo', () => {
  test('changes nothing and is over in a moment', async () => {
    const started = performance.now()
    const reported: string[] = []
    await prepareDemo({
      directory,
      progress: { report: (what) => reported.push(what), end: (text) => reported.push(text) },
    })
    expect(reported).toEqual([])
    expect(performance.now() - started).toBeLessThan(1500)
  })

  test('opens PostgreSQL only for a migration that it has not seen', async () => {
    const seen = join(directory, 'migrated.json')
    const complete = await readFile(seen, 'utf8')
    expect(JSON.parse(complete)).toEqual({ accounts: await readdir('drizzle/accounts') })
    await writeFile(seen, '{ "accounts": [] }')
    await prepareDemo({ directory })
    expect(await readFile(seen, 'utf8')).toBe(complete)
  })

  test('says what is missing instead of making a second half', async () => {
    await rm(join(directory, 'catalog.db'))
    await expect(prepareDemo({ directory })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringContaining('are not complete: catalog.db not found'),
      details: { hint: expect.stringContaining('Remove the directory') },
    })
    expect(existsSync(join(directory, 'catalog.db'))).toBe(false)
  })

  test('says so where the databases cannot be made', async () => {
    await mkdir(join(project, 'taken'))
    await writeFile(join(project, 'taken', 'file'), 'not a directory')
    await expect(prepareDemo({ directory: join(project, 'taken', 'file', 'demo') })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringContaining('could not be made or opened'),
    })
  })
})

/** Runs a first start in a process of its own and kills it, without a chance to clean up, when it reports `what`. */
async function startAndKillAt(what: string): Promise<void> {
  const script = `
    import { createJiti } from 'jiti'
    const jiti = createJiti(process.cwd() + '/')
    const { prepareDemo } = await jiti.import('./src/cli/demo/prepare-demo.ts')
    const report = (what) => what === ${JSON.stringify(what)} && process.kill(process.pid, 'SIGKILL')
    await prepareDemo({ directory: ${JSON.stringify(directory)}, progress: { report, end() {} } })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
}

/** PostgreSQL prints no zeros at the end of a fraction: `2022-02-24 22:44:54.0911+00`. */
function postgresText(rfc3339: string): string {
  return `${rfc3339
    .slice(0, 26)
    .replace('T', ' ')
    .replace(/\.?0+$/, '')}+00`
}
