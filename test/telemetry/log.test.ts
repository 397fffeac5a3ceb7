import { expect, it, onTestFinished, vi } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import { createEvents, type HeddleEvent } from '../../src/events.ts'
import { logEvents, withoutPasswords, type LogOptions } from '../../src/telemetry/log.ts'

const statement: HeddleEvent = {
  kind: 'statement',
  requestId: 'r1',
  source: 'accounts',
  sql: 'select "id"\nfrom "users" where "email" = $1',
  params: ['ann@example.com'],
  rows: 1,
  waitMs: 0.1234,
  runMs: 2,
}

function log(level: LogOptions['level'], ...happened: readonly HeddleEvent[]): string {
  return logWith({ level }, ...happened)
}

function logWith(options: LogOptions, ...happened: readonly HeddleEvent[]): string {
  let text = ''
  const events = createEvents()
  const end = logEvents(events, { ...options, destination: { write: (line) => void (text += line) } })
  for (const event of happened) events.emit(event)
  end()
  events.emit({ kind: 'notice', message: 'after the end' })
  return text
}

it('writes one line of JSON per event, whatever its text holds', () => {
  const text = log('info', { kind: 'notice', source: 'shop', message: 'two\nlines {"level":60}' })
  expect(text.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(text)).toMatchObject({ level: 30, source: 'shop', msg: 'two\nlines {"level":60}' })
})

it('tells statements at debug only, without parameters', () => {
  expect(log('info', statement)).toBe('')
  const text = log('debug', statement)
  expect(JSON.parse(text)).toMatchObject({ level: 20, requestId: 'r1', rows: 1, waitMs: 0.12, msg: 'statement' })
  expect(text).not.toContain('ann@example.com')
})

it("tells a failed statement by the driver's code, for its message may quote a value", () => {
  const cause = Object.assign(new Error('invalid input syntax for type uuid: "secret"'), { code: '22P02' })
  const error = new HeddleError('DATABASE_ERROR', 'A statement failed at accounts.', {}, { cause })
  const text = log('info', { ...statement, error })
  expect(JSON.parse(text)).toMatchObject({ level: 40, error: 'DATABASE_ERROR 22P02', msg: 'statement failed' })
  expect(text).not.toContain('secret')
})

it('tells a fault with its request, its causes and its stack, without what drivers attach', () => {
  const driver = Object.assign(new Error('postgres://ann:hunter2@db/x refused'), {
    query: 'select 1',
    parameters: ['hunter2'],
    code: 'ECONNREFUSED',
  })
  const error = new Error('reading failed', { cause: driver })
  const text = log('info', { kind: 'fault', requestId: 'r7', source: 'accounts', error })
  expect(JSON.parse(text)).toMatchObject({
    level: 50,
    requestId: 'r7',
    source: 'accounts',
    msg: 'fault',
    error: { message: 'reading failed', cause: { code: 'ECONNREFUSED', message: 'postgres://ann:***@db/x refused' } },
  })
  expect(text).not.toContain('hunter2')
})

it('blots out the password of a URL and nothing else', () => {
  expect(withoutPasswords('at postgres://ann:p@ss:w@db:5432/x, mysql://root@h')).toBe(
    'at postgres://ann:***@db:5432/x, mysql://root@h',
  )
  expect(withoutPasswords('"postgres://db/x?password=w&ssl=on"')).toBe('"postgres://db/x?password=***&ssl=on"')
  expect(withoutPasswords('http://127.0.0.1:4000/a@b')).toBe('http://127.0.0.1:4000/a@b')
})

it('tells every statement, or the slow ones, where the SQL log is on', () => {
  const all = logWith({ level: 'info', sql: { slowMs: 0, parameters: false } }, statement)
  expect(JSON.parse(all)).toMatchObject({
    level: 30,
    requestId: 'r1',
    source: 'accounts',
    sql: statement.sql,
    rows: 1,
    waitMs: 0.12,
    runMs: 2,
  })
  expect(all).not.toContain('ann@example.com')
  const slow = { level: 'info', sql: { slowMs: 100, parameters: false } } as const
  expect(logWith(slow, statement)).toBe('')
  expect(logWith(slow, { ...statement, runMs: 101 })).not.toBe('')
  expect(logWith(slow, { ...statement, waitMs: 101 }), 'waiting is slow too').not.toBe('')
})

it('tells parameters only where the SQL log asks for them, in the same line whatever they hold', () => {
  const told = logWith(
    { level: 'info', sql: { slowMs: 0, parameters: true } },
    { ...statement, params: ['a\n{"level":60}'] },
  )
  expect(told.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(told)).toMatchObject({ params: ['a\n{"level":60}'] })
})

it('tells each request in one line where that is asked for, without what it asked', () => {
  const request: HeddleEvent = {
    ...{ kind: 'request', requestId: 'r1', status: 200, ms: 3.14159, statements: 2 },
    ...{ sources: { accounts: 1.2345 }, path: 'direct' },
  }
  expect(log('info', request)).toBe('')
  const text = logWith({ level: 'info', requests: true }, request)
  expect(text.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(text)).toEqual({
    ...{ level: 30, time: expect.any(String), requestId: 'r1', status: 200, ms: 3.14, statements: 2 },
    ...{ path: 'direct', sources: { accounts: 1.23 }, msg: 'request' },
  })
})

it('tells the time of each line to the millisecond, from one second to the next and back', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const times = ['07.999', '08.000', '08.007', '08.070', '08.700', '07.998'].map((s) => `2026-12-31T23:59:${s}Z`)
  let text = ''
  const events = createEvents()
  const end = logEvents(events, { level: 'info', destination: { write: (line) => void (text += line) } })
  onTestFinished(end)
  for (const time of times) {
    vi.setSystemTime(new Date(time))
    events.emit({ kind: 'notice', message: time })
  }
  const lines = text.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { time: string }).time)).toEqual(times)
})

it('is closed once, however often it is asked to be', () => {
  const end = logEvents(createEvents(), { level: 'silent' })
  end()
  expect(end).not.toThrow()
})
