import { expect, it } from 'vitest'
import type { LeaseOptions } from '../../src/source/source.ts'
import { describePostgres } from '../support/postgres-server.ts'
import { usePostgres } from './postgres-world.ts'
import { failure, soon, statement } from './source-contract.ts'

describePostgres('statements of PostgreSQL that are bounded, and share a connection', () => {
  const { open, backendOf, fresh, active, kill, pid, sleep } = usePostgres()
  const bounded = (options: LeaseOptions = {}): LeaseOptions => ({
    bounded: true,
    deadline: soon(20_000),
    ...options,
  })

  it('cancels an abandoned one, and has the others answered', async () => {
    const source = await open({ size: 2, maxOverflow: 0, maxWaiters: 1_000 })
    await Promise.all([source.run(pid, {}), source.run(pid, {})])
    const results = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const abandon = new AbortController()
        const mine = index % 4 === 0
        if (mine) setTimeout(() => abandon.abort(), Math.random() * 60)
        const asked = statement('select $1::text, pg_sleep(0.002)::text', [String(index)])
        const ran = source.run(asked, bounded({ signal: abandon.signal }))
        return ran.then(
          ({ rows }) => (rows[0]?.[0] === String(index) ? 'done' : 'mixed up'),
          (error: { code: string }) => (mine ? 'abandoned' : error.code),
        )
      }),
    )
    expect(results.filter((result) => result !== 'done' && result !== 'abandoned')).toEqual([])
    expect(results).toContain('abandoned')
    await expect.poll(() => active('pg_sleep')).toBe(0)
  })

  it('sends them one behind the other, each with its own answer or error', async () => {
    const source = await open({ size: 1, maxOverflow: 0 })
    const backend = await backendOf(fresh(source))
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        source.run(statement('select pg_backend_pid(), 60 / $1::int', [String(index % 5)]), bounded()).then(
          ({ rows }) => rows[0],
          (error: { code: string }) => error.code,
        ),
      ),
    )
    const expected = (index: number) =>
      index % 5 === 0 ? 'DATABASE_ERROR' : [String(backend), String(60 / (index % 5))]
    expect(answers).toEqual(answers.map((_, index) => expected(index)))
  })

  it('lets nobody push in before one who waits for a connection of his own', async () => {
    const source = await open({ size: 1, maxOverflow: 0 })
    const order: string[] = []
    const short = (name: string) =>
      source.run(statement('select pg_sleep(0.01)'), bounded()).then(() => order.push(name))
    const before = [short('a'), short('b')]
    const own = source.lease(bounded()).then(async (lease) => {
      order.push('own')
      await lease.release()
    })
    await Promise.all([...before, own, short('c')])
    expect(order).toEqual(['a', 'b', 'own', 'c'])
  })

  it('lets nobody wait behind one that is stuck', async () => {
    const source = await open({ size: 2, maxOverflow: 0 })
    await Promise.all([source.run(pid, {}), source.run(pid, {})])
    const abandon = new AbortController()
    const stuck = failure(source.run(sleep, bounded({ signal: abandon.signal })))
    await expect.poll(() => active('pg_sleep')).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const started = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => source.run(pid, bounded({ deadline: soon(5_000) }))))
    expect(performance.now() - started).toBeLessThan(4_000)
    abandon.abort()
    expect((await stuck).code).toBe('CANCELLED')
  })

  it('runs them again where their connection dies', async () => {
    const source = await open({ size: 1, maxOverflow: 0 })
    const backend = await backendOf(fresh(source))
    const slow = Array.from({ length: 4 }, () =>
      source.run(statement('select 1, pg_sleep(0.2)::text /* shared */'), bounded()),
    )
    await expect.poll(() => active('/\\* shared')).toBe(1)
    await kill(backend)
    for (const { rows } of await Promise.all(slow)) expect(rows).toEqual([['1', '']])
  })
})
