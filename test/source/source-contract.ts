import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import { createEvents, type Events, type StatementEvent } from '../../src/events.ts'
import type { BoundStatement, LeaseOptions, Source } from '../../src/source/source.ts'

/** A statement as the tests write it. */
export function statement(text: string, values: BoundStatement['values'] = []): BoundStatement {
  return { text, values, prepare: true }
}

/** The HeddleError that a promise rejects with. */
export async function failure(work: Promise<unknown>): Promise<HeddleError> {
  const error = await work.then(
    () => new Error('it was fulfilled'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof HeddleError)) throw error
  return error
}

/** `performance.now()` in so many milliseconds. */
export function soon(milliseconds: number): number {
  return performance.now() + milliseconds
}

/** Longest time that the event loop was blocked while `work` went on. Milliseconds. */
export async function longestStall(work: Promise<unknown>): Promise<number> {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 5)
  await work.catch(() => {})
  longest = Math.max(longest, performance.now() - last)
  clearInterval(timer)
  return longest
}

/** What keeps this process from ending by itself: sockets, pipes, threads and child processes. */
function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => !/Timeout|Immediate|Request|Req/.test(kind))
    .sort()
}

export interface ContractCase {
  readonly open: (events: Events) => Promise<Source>
  /** One placeholder, as text. */
  readonly echo: string
  /** The lane that is tested. */
  readonly lease?: LeaseOptions
}

/** What every source does, whatever its driver. */
export function describeSource(label: string, { open, echo, lease: lane = {} }: ContractCase): void {
  describe(`a source over ${label}`, () => {
    const events = createEvents()
    const seen: StatementEvent[] = []
    events.on((event) => event.kind === 'statement' && seen.push(event))
    let source: Source
    beforeAll(async () => {
      source = await open(events)
    })
    afterAll(() => source.close())

    it('answers with rows as arrays, in the order of the columns, names repeated or not', async () => {
      const { rows } = await source.run(statement(`select 'a' as x, 'b' as x, null as __proto__`), lane)
      expect(rows).toEqual([['a', 'b', null]])
    })

    it('hands parameters over as they are', async () => {
      const odd = `ä"'\\ \u{1f600} {"a":[1]} $1 ? --`
      expect((await source.run(statement(echo, [odd]), lane)).rows).toEqual([[odd]])
      expect((await source.run(statement(echo, [null]), lane)).rows).toEqual([[null]])
    })

    it('tells of each statement who asked for it, how long it waited and how long it ran', async () => {
      seen.length = 0
      await source.run(statement(echo, ['x']), { ...lane, requestId: 'r1' })
      expect(seen).toEqual([
        {
          kind: 'statement',
          requestId: 'r1',
          source: source.name,
          sql: echo,
          params: ['x'],
          rows: 1,
          waitMs: expect.any(Number),
          runMs: expect.any(Number),
        },
      ])
    })

    it('tells of a statement that failed, and keeps SQL, parameters and the driver out of the message', async () => {
      seen.length = 0
      const text = `${echo} as s3cret, missing_thing(`
      const error = await failure(source.run(statement(text, ['s3cret']), lane))
      expect(error.code).toBe('DATABASE_ERROR')
      expect(error.message).not.toMatch(/s3cret|missing_thing|select/)
      expect(error.details.source).toBe(source.name)
      expect(error.cause).toBeInstanceOf(Error)
      expect(seen[0]?.error).toBe(error)
    })

    it.each(['select 1 from absent_table', 'select absent_column from (select 1 as one) as t'])(
      'answers SCHEMA_CHANGED to %s',
      async (text) => {
        expect(await failure(source.run(statement(text), lane))).toMatchObject({ code: 'SCHEMA_CHANGED' })
      },
    )

    it('goes on after a statement that failed, outside of a snapshot', async () => {
      const lease = await source.lease(lane)
      await failure(lease.run(statement('select nonsense(')))
      expect((await lease.run(statement(echo, ['on']))).rows).toEqual([['on']])
      await lease.release()
    })

    it('goes on after a statement that failed in a snapshot, in one again', async () => {
      const lease = await source.lease(lane)
      await lease.beginSnapshot()
      await failure(lease.run(statement('select nonsense(')))
      await failure(lease.run(statement('select nonsense(')))
      expect((await lease.run(statement(echo, ['on']))).rows).toEqual([['on']])
      await lease.release()
    })

    it('runs the statements of one lease one after the other', async () => {
      const lease = await source.lease(lane)
      const texts = Array.from({ length: 20 }, (_, index) => String(index))
      const results = await Promise.all(texts.map((text) => lease.run(statement(echo, [text]))))
      expect(results.map(({ rows }) => rows[0]?.[0])).toEqual(texts)
      await lease.release()
    })

    it('leaves no transaction behind when a lease with a snapshot is given back', async () => {
      const lease = await source.lease(lane)
      await lease.beginSnapshot()
      await lease.run(statement(echo, ['x']))
      await lease.release()
      await lease.release()
      const next = await source.lease(lane)
      await next.beginSnapshot()
      expect((await next.run(statement(echo, ['y']))).rows).toEqual([['y']])
      await next.release()
    })

    it('runs nothing when the deadline is over or the request was abandoned before', async () => {
      seen.length = 0
      const over = await failure(source.run(statement(echo, ['x']), { ...lane, deadline: performance.now() - 1 }))
      expect(over.code).toBe('DATABASE_TIMEOUT')
      const gone = await failure(source.run(statement(echo, ['x']), { ...lane, signal: AbortSignal.abort() }))
      expect(gone.code).toBe('CANCELLED')
    })

    it('runs nothing on a lease that was given back', async () => {
      const lease = await source.lease(lane)
      await lease.release()
      expect((await failure(lease.run(statement(echo, ['x'])))).code).toBe('CANCELLED')
    })

    it('lends nothing more once it is closed, and leaves nothing open', async () => {
      const before = openHandles()
      const own = await open(createEvents())
      await own.run(statement(echo, ['x']), lane)
      await own.close()
      await own.close()
      expect((await failure(own.run(statement(echo, ['x']), lane))).code).toBe('DATABASE_UNAVAILABLE')
      await expect.poll(openHandles).toEqual(before)
    })
  })
}
