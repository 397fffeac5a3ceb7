import { describe, expect, it } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import { loadDriver } from '../../src/source/load-driver.ts'
import { parsePostgresUrl } from '../../src/source/postgres/parse-postgres-url.ts'
import { redactUrl } from '../../src/source/redact-url.ts'
import { parseSourceUrl } from '../../src/source/source-spec.ts'
import { failure } from './source-contract.ts'

function thrown(work: () => unknown): HeddleError {
  try {
    work()
  } catch (error) {
    if (error instanceof HeddleError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the URL of a source', () => {
  it.each([
    ['postgres://db/x', { dialect: 'postgres', driver: 'postgres', url: 'postgres://db/x' }],
    [' postgresql://db/x ', { dialect: 'postgres', driver: 'postgres', url: 'postgresql://db/x' }],
    ['sqlite:shop.db', { dialect: 'sqlite', file: 'shop.db' }],
    ['sqlite:///var/shop.db', { dialect: 'sqlite', file: '/var/shop.db' }],
    ['SQLite:./a b.db', { dialect: 'sqlite', file: './a b.db' }],
    ['sqlite::memory:', { dialect: 'sqlite', file: ':memory:' }],
    ['pglite:data', { dialect: 'postgres', driver: 'pglite', url: 'pglite:data' }],
    ['pglite::memory:', { dialect: 'postgres', driver: 'pglite', url: 'pglite::memory:' }],
    ['env:SHOP', { dialect: 'sqlite', file: 'from-env.db' }],
  ])('%s is understood', (url, spec) => {
    expect(parseSourceUrl('shop', url, { SHOP: 'sqlite:from-env.db' })).toEqual({ name: 'shop', ...spec })
  })

  it.each([
    ['mongodb://me:hunter2@db/x', 'the scheme "mongodb" is unknown'],
    ['hunter2', 'it has no scheme'],
    ['sqlite:', 'its path is missing'],
    ['env:NOWHERE', 'the environment variable NOWHERE is not set'],
    ['env:LOOP', 'the environment variable LOOP names another variable'],
  ])('%s is refused, with the way out and without the password', (url, why) => {
    const error = thrown(() => parseSourceUrl('shop', url, { LOOP: 'env:LOOP' }))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', details: { source: 'shop' } })
    expect(error.message).toContain(`The URL of source "shop" cannot be used: ${why}. Use postgres://`)
    expect(error.message).not.toContain('hunter2')
  })
})

describe('a PostgreSQL URL', () => {
  it.each([
    ['postgres://db', { hosts: [{ host: 'db', port: 5432 }] }],
    ['postgres://', { hosts: [{ host: 'localhost', port: 5432 }] }],
    ['postgres://me@[::1]:6000/x', { hosts: [{ host: '::1', port: 6000 }], user: 'me', database: 'x' }],
    [
      'postgres://me:p%40ss@a:1,b/x',
      {
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 5432 },
        ],
        password: 'p@ss',
      },
    ],
    ['postgres://me:p@s#s%zz@db/x', { user: 'me', password: 'p@s#s%zz', database: 'x' }],
    ['postgres:///x?host=/run/postgresql', { hosts: [{ host: '/run/postgresql', port: 5432 }], database: 'x' }],
    ['postgres://db/x?password=s&user=me', { password: 's', user: 'me', settings: {} }],
    [
      'postgresql:///?host=a,/run/b&port=7&dbname=x',
      {
        hosts: [
          { host: 'a', port: 7 },
          { host: '/run/b', port: 7 },
        ],
        database: 'x',
      },
    ],
    ['postgres://db/x?sslmode=verify-full&sslrootcert=ca.pem', { tls: { mode: 'verify-full', authority: 'ca.pem' } }],
    ['postgres://db/x?application_name=mine', { tls: { mode: 'prefer' }, settings: { application_name: 'mine' } }],
  ])('%s is read as libpq reads it', (url, target) => {
    expect(parsePostgresUrl('pg', url)).toMatchObject(target)
  })

  it.each(['postgres://me:hunt/er2@db:x/y', 'postgres://db:0/x', 'postgres://db/x?sslmode=perhaps'])(
    '%s is refused without being repeated',
    (url) => {
      const error = thrown(() => parsePostgresUrl('pg', url))
      expect(error.code).toBe('CONFIG_INVALID')
      expect(error.message).not.toMatch(/er2|postgres:\/\/me:h/)
    },
  )
})

describe('a redacted URL', () => {
  it.each([
    ['postgres://me:hunter2@db/x', 'postgres://me:***@db/x'],
    ['postgres://me:hun@ter2@db/x?a=b', 'postgres://me:***@db/x?a=b'],
    ['mysql://:hunter2@db', 'mysql://:***@db'],
    ['postgres://db/x?password=hunter2&sslpassword=hunter2', 'postgres://db/x?password=***&sslpassword=***'],
    ['postgres://me@db:5432/x', 'postgres://me@db:5432/x'],
    ['sqlite:shop.db', 'sqlite:shop.db'],
  ])('of %s is %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted)
  })
})

describe('a driver that is not installed', () => {
  it('is named, with the command that installs it', async () => {
    const absent = 'heddle-absent-driver'
    const error = await failure(loadDriver('pg', absent, () => import(/* @vite-ignore */ absent)))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain('npm install heddle-absent-driver')
  })

  it('is not blamed for a fault of its own', async () => {
    const fault = new Error('a fault')
    await expect(loadDriver('pg', 'postgres', () => Promise.reject(fault))).rejects.toBe(fault)
  })
})
