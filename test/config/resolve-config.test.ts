import { expect, test } from 'vitest'
import { openNotice } from '../../src/config/resolve-permissions.ts'
import { resolveConfig, type AnyHeddleConfig } from '../../src/config.ts'
import { pglite } from '../../src/pglite.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { accounts, archive, relations, shop } from '../types/schemas.ts'

const development = { production: false }
const file = { shop: sqlite({ file: 'shop.db', schema: shop }) }

/** The message of the error that a config is refused with. */
async function refusal(config: AnyHeddleConfig, options = development): Promise<string> {
  try {
    await resolveConfig(config, options)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return `${code}: ${message}`
  }
  return 'accepted'
}

/** A config with settings that its types would refuse. */
function odd(settings: object): AnyHeddleConfig {
  return { sources: file, ...settings }
}

test('the functions of the subpaths return what they were given, as plain data', () => {
  expect(postgres({ url: 'postgres://localhost/a' })).toEqual({ kind: 'postgres', url: 'postgres://localhost/a' })
  expect(sqlite({ file: 'shop.db', schema: shop })).toEqual({ kind: 'sqlite', file: 'shop.db', schema: shop })
  expect(pglite({ dir: 'data' })).toEqual({ kind: 'pglite', dir: 'data' })
})

test('a config of nothing but a database has every default', async () => {
  const config = await resolveConfig({ sources: { shop: 'sqlite:shop.db' } }, development)
  expect(config).toMatchObject({
    sources: [
      { spec: { name: 'shop', dialect: 'sqlite', file: 'shop.db' }, schema: null, readOnly: false, migrations: null },
    ],
    relations: [],
    links: [],
    permissions: undefined,
    extend: undefined,
    rowLimits: { defaultLimit: 100, maxLimit: 1000 },
    requestLimits: {},
    operationLimits: {},
    tokens: undefined,
    cors: undefined,
    rateLimit: undefined,
    trusted: undefined,
    secrets: null,
    graphiql: true,
    introspection: true,
    suggestions: true,
    logLevel: 'info',
    sqlLog: undefined,
    metrics: false,
    notices: [openNotice],
  })
  expect(config.fields.size).toBe(0)
  const context = await config.context(() => new Request('http://localhost'))
  expect(context).toEqual({})
  expect(await config.role(context)).toBe('anonymous')
  expect(config.mayExplain('anonymous')).toBe(true)
})

test('each kind of source becomes what opening it takes, times in milliseconds', async () => {
  const { sources, notices } = await resolveConfig(
    {
      sources: {
        accounts: postgres({
          url: 'postgres://ann@localhost/accounts',
          schema: accounts,
          readOnly: true,
          pool: { size: 4, timeout: '1.5s', connectTimeout: 500, maxWaiters: 7 },
        }),
        local: pglite({ dir: ':memory:', migrations: 'drizzle/local' }),
        kept: pglite({ dir: '.data/kept' }),
        legacy: 'postgres://localhost/legacy',
      },
    },
    development,
  )
  expect(sources.map((source) => source.spec)).toEqual([
    {
      name: 'accounts',
      dialect: 'postgres',
      driver: 'postgres',
      url: 'postgres://ann@localhost/accounts',
      readOnly: true,
      pool: { size: 4, timeoutMs: 1_500, connectMs: 500, maxWaiters: 7 },
    },
    { name: 'local', dialect: 'postgres', driver: 'pglite', url: 'pglite::memory:', readOnly: false, create: true },
    { name: 'kept', dialect: 'postgres', driver: 'pglite', url: 'pglite:.data/kept', readOnly: false, create: false },
    { name: 'legacy', dialect: 'postgres', driver: 'postgres', url: 'postgres://localhost/legacy' },
  ])
  expect(sources.map((source) => [source.readOnly, source.schema === null, source.migrations])).toEqual([
    [true, false, null],
    [false, true, 'drizzle/local'],
    [false, true, null],
    [false, true, null],
  ])
  expect(notices).toEqual([openNotice])
})

test('a pool is set up as the config says, and what has no effect is said', async () => {
  const { sources, notices } = await resolveConfig(
    {
      sources: {
        accounts: postgres({ url: 'postgres://localhost/a', pool: { maxOverflow: 20, recycle: '30m', prePing: true } }),
        legacy: postgres({
          url: 'postgres://localhost/b',
          pool: { mode: 'null', lifo: false, resetOnReturn: 'close', leakAfter: '1m' },
        }),
        shop: sqlite({ file: 'shop.db', readOnly: true, migrations: 'drizzle/shop' }),
      },
    },
    development,
  )
  expect(sources[0]?.spec.pool).toEqual({ maxOverflow: 20, recycleMs: 1_800_000, prePing: true })
  expect(sources[1]?.spec.pool).toEqual({ mode: 'null', lifo: false, resetOnReturn: 'close', leakMs: 60_000 })
  expect(sources[2]?.migrations, 'nothing is written to a read-only source').toBeNull()
  expect(notices).toEqual(['sources.shop.migrations: not applied, because the source is read only', openNotice])
})

test('limits that the config sets are taken, times in milliseconds', async () => {
  const limits = { maxLimit: 50, timeout: '10s', tokens: 500 }
  expect(await resolveConfig(odd({ limits }), development)).toMatchObject({
    rowLimits: { defaultLimit: 50, maxLimit: 50 },
    requestLimits: { timeoutMs: 10_000 },
    operationLimits: { tokens: 500 },
  })
})

test('relations are described over the sources that have a schema', async () => {
  const config = await resolveConfig(
    { sources: { accounts: postgres({ url: 'postgres://localhost/a', schema: accounts }), ...file }, ...{ relations } },
    development,
  )
  expect(config.relations.map((relation) => [relation.origin, relation.from.source, relation.to.source])).toEqual([
    ['relations.users.orders', 'accounts', 'shop'],
    ['relations.orders.user', 'shop', 'accounts'],
    ['relations.orders.items', 'shop', 'shop'],
    ['relations.items.order', 'shop', 'shop'],
  ])
})

test('what `tables` says of a source is put together by paths over all sources', async () => {
  const { sources, catalogOptions } = await resolveConfig(
    {
      sources: { legacy: 'sqlite:legacy.db', ...file },
      ...{
        tables: {
          legacy: { include: ['a_*'], exclude: ['a_tmp'], prefix: 'old', keys: { a_view: ['id'] }, ownOrder: true },
          shop: {
            rename: { orders: 'purchases', 'items.sku': 'code' },
            deriveRelations: true,
            prefix: { sales: 'sales' },
            ownOrder: ['orders.note'],
          },
        },
      },
    },
    development,
  )
  expect(sources[0]).toMatchObject({ include: ['a_*'], exclude: ['a_tmp'], schemas: undefined })
  expect(catalogOptions).toEqual({
    rename: { 'shop.orders': 'purchases', 'shop.items.sku': 'code' },
    prefix: { legacy: 'old', 'shop.sales': 'sales' },
    keys: { 'legacy.a_view': ['id'] },
    deriveRelations: { shop: true },
    ownOrder: ['legacy', 'shop.orders.note'],
  })
})

test('permissions name tables by their schema keys and are kept by table id', async () => {
  const sources = { ...file, archive: sqlite({ file: 'archive.db', schema: archive }), legacy: 'sqlite:legacy.db' }
  const permissions = {
    user: { items: { read: true }, 'archive.orders': { read: true }, 'legacy.sales': { read: true } },
  }
  expect((await resolveConfig({ sources, ...{ permissions } }, development)).permissions).toEqual({
    user: { 'shop.items': { read: true }, 'archive.orders': { read: true }, 'legacy.sales': { read: true } },
  })
  expect(await refusal({ sources, ...{ permissions: { user: { orders: { read: true } } } } })).toBe(
    'CONFIG_INVALID: permissions.user.orders may be shop.orders or archive.orders.',
  )
  expect(await refusal(odd({ permissions: { user: { oders: { read: true } } } }))).toMatch(
    /^UNKNOWN_TABLE: permissions\.user\.oders/,
  )
  expect(await refusal(odd({ permissions: { user: { items: {}, 'shop.items': {} } } }))).toBe(
    'CONFIG_INVALID: permissions.user names the table shop.items twice.',
  )
})

test('the role is found from the context, and one without permissions is forbidden', async () => {
  const settings = {
    context: (request: Request) => ({ name: request.headers.get('x-role') }),
    role: async (context: { name: string }) => context.name,
    permissions: { user: { items: { read: true } } },
  }
  const { context, role } = await resolveConfig(odd(settings), development)
  const of = async (name: string) =>
    role(await context(() => new Request('http://localhost', { headers: { 'x-role': name } })))
  expect(await of('user')).toBe('user')
  await expect(of('admin')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(role({ name: 7 })).rejects.toThrow(/`role` returned no text/)
  const wrong = await resolveConfig(odd({ context: () => 'ann' }), development)
  expect(() => wrong.context(() => new Request('http://localhost'))).toThrow(/`context` returned a string/)
})

test('without a role function there must be no doubt which role a viewer has', async () => {
  const role = async (permissions: object) => (await resolveConfig(odd({ permissions }), development)).role({})
  expect(await role({ user: {} })).toBe('user')
  expect(await role({ user: {}, anonymous: {} })).toBe('anonymous')
  expect(await refusal(odd({ permissions: { user: {}, admin: {} } }))).toMatch(
    /^CONFIG_INVALID: role is missing, and `permissions`/,
  )
})

test('everything is for everyone where the config says so, or in development, which says it aloud', async () => {
  const secret = 'a secret of sufficient length'
  const production = { production: true }
  expect(await refusal(odd({ secret }), production)).toMatch(/^CONFIG_INVALID: permissions is missing: in production/)
  const open = await resolveConfig(odd({ secret, permissions: 'open' }), production)
  expect([open.permissions, open.notices]).toEqual([undefined, []])
  expect((await resolveConfig(odd({}), development)).notices).toEqual([openNotice])
  const closed = await resolveConfig(odd({ permissions: { user: {} } }), development)
  expect(closed.notices).toEqual([])
})

test('a session belongs to a source of PostgreSQL, and misses nothing', async () => {
  const accounts = 'postgres://localhost/accounts'
  const of = async (session: unknown) => {
    const { sessions } = await resolveConfig(
      { sources: { accounts }, ...{ session: { accounts: session } } },
      development,
    )
    return sessions.get('accounts')?.({ userId: 7 })
  }
  const whole = { role: 'app_user', settings: { 'app.user_id': 7 } }
  expect(await of(() => whole)).toEqual(whole)
  expect(await of((context: { userId: number }) => ({ settings: { 'app.user_id': context.userId } }))).toEqual({
    settings: { 'app.user_id': 7 },
  })
  await expect(of(() => ({ settings: { 'app.user_id': undefined } }))).rejects.toThrow(
    /no value of the setting app.user_id/,
  )
  await expect(of(() => ({ role: undefined }))).rejects.toThrow(/a role that is none/)
  await expect(of(() => ({ role: ' None' }))).rejects.toThrow(/a role that is none/)
  await expect(of(() => ({ rol: 'x' }))).rejects.toThrow(/returned rol; known are role and settings/)
  await expect(of(async () => whole)).rejects.toThrow(/returned no object/)
  expect(await refusal({ sources: file, ...{ session: { shop: () => ({}) } } })).toMatch(
    /^CONFIG_INVALID: session.shop is of a database without sessions/,
  )
  expect(await refusal({ sources: file, ...{ session: { shops: () => ({}) } } })).toMatch(/session.shops is no setting/)
})

test('production needs a secret, and hides plans unless the config shows them', async () => {
  const production = { production: true }
  const permissions = 'open'
  const secret = 'a secret of sufficient length'
  expect(await refusal({ sources: file, ...{ permissions } }, production)).toMatch(/^CONFIG_INVALID: secret is missing/)
  expect(await refusal(odd({ secret: 'short' }))).toBe('CONFIG_INVALID: secret has fewer than 16 characters.')
  expect(await refusal(odd({ secret: [] }))).toBe('CONFIG_INVALID: secret has fewer than 16 characters.')
  const resolved = await resolveConfig(odd({ permissions, secret: [secret, `old ${secret}`] }), production)
  expect(resolved.secrets).toEqual([secret, `old ${secret}`])
  expect(resolved.mayExplain('admin')).toBe(false)
  const shown = await resolveConfig(odd({ permissions, secret, explain: ['admin'] }), production)
  expect([shown.mayExplain('admin'), shown.mayExplain('user')]).toEqual([true, false])
})

test.each<[string, AnyHeddleConfig, RegExp]>([
  ['no sources', { sources: {} }, /^CONFIG_INVALID: sources is empty/],
  ['an unknown setting', odd({ permisions: {} }), /^CONFIG_INVALID: config\.permisions is no setting of Heddle/],
  ['no source', { sources: { shop: 7 } }, /^CONFIG_INVALID: sources\.shop is no source/],
  [
    'an unknown kind',
    { sources: { shop: { kind: 'oracle' } } },
    /^CONFIG_INVALID: sources\.shop\.kind is none of postgres/,
  ],
  ['a missing file', { sources: { shop: { kind: 'sqlite' } } }, /^CONFIG_INVALID: sources\.shop\.file is missing/],
  [
    'a URL from a variable that is not set',
    { sources: { a: { kind: 'postgres', url: undefined } } },
    /^CONFIG_INVALID: sources\.a\.url is missing/,
  ],
  [
    'a URL of another database',
    { sources: { a: { kind: 'postgres', url: 'sqlite:a.db' } } },
    /^CONFIG_INVALID: sources\.a\.url is no URL of a PostgreSQL/,
  ],
  [
    'an unknown option',
    { sources: { shop: { kind: 'sqlite', file: 'a', fiel: 'b' } } },
    /^CONFIG_INVALID: sources\.shop\.fiel is no setting/,
  ],
  [
    'a pool of nobody',
    { sources: { a: { kind: 'postgres', url: 'postgres://h/d', pool: { size: 0 } } } },
    /sources\.a\.pool\.size is no whole number of at least 1/,
  ],
  [
    'no time',
    { sources: { a: { kind: 'postgres', url: 'postgres://h/d', pool: { timeout: 'soon' } } } },
    /sources\.a\.pool\.timeout is no time/,
  ],
  ['tables of no source', odd({ tables: { shpo: {} } }), /tables\.shpo is no setting/],
  [
    'a choice among the tables of a schema',
    odd({ tables: { shop: { exclude: ['items'] } } }),
    /tables\.shop\.exclude chooses among the tables of an introspected/,
  ],
  [
    'relations of something else',
    odd({ relations: { users: {} } }),
    /^CONFIG_INVALID: relations is not what Drizzle's defineRelations returns/,
  ],
  ['no field function', odd({ fields: { items: {} } }), /^CONFIG_INVALID: fields\.items is no function/],
  [
    'a field of nothing',
    odd({ fields: { items: () => ({ label: 1 }) } }),
    /^CONFIG_INVALID: fields\.items\.label is no field/,
  ],
  [
    'a field that needs an unknown column',
    odd({ fields: { items: () => ({ label: { type: 'String', needs: ['skku'], resolve: () => '' } }) } }),
    /^UNKNOWN_COLUMN: fields\.items\.label\.needs: the table has no column skku/,
  ],
  ['fields of an unknown table', odd({ fields: { itms: () => ({}) } }), /^UNKNOWN_TABLE: fields\.itms/],
  [
    'a larger default than maximum',
    odd({ limits: { defaultLimit: 20, maxLimit: 10 } }),
    /^CONFIG_INVALID: limits\.defaultLimit is larger/,
  ],
  ['an unknown limit', odd({ limits: { rows: 5 } }), /^CONFIG_INVALID: limits\.rows is no setting/],
  ['an unknown log level', odd({ log: 'loud' }), /^CONFIG_INVALID: log is none of debug, info/],
  [
    'typeDefs of something else',
    odd({ extend: { typeDefs: 7 } }),
    /^CONFIG_INVALID: extend\.typeDefs is no list of texts/,
  ],
])('%s is refused with its path', async (_name, config, message) => {
  expect(await refusal(config)).toMatch(message)
})

test('no message repeats a URL or a secret', async () => {
  const url = 'mysql://ann:hunter2-hunter2@localhost/a'
  expect(await refusal({ sources: { a: { kind: 'postgres', url } } })).not.toContain('hunter2')
  expect(await refusal({ sources: { a: url } })).not.toContain('hunter2')
  expect(await refusal(odd({ secret: 'hunter2' }))).not.toContain('hunter2')
})

test('says what is logged, by a level or in detail', async () => {
  expect(await resolveConfig(odd({ log: 'warn' }), development)).toMatchObject({ logLevel: 'warn', sqlLog: undefined })
  const sqlLogOf = async (log: object) => (await resolveConfig(odd({ log }), development)).sqlLog
  expect(await sqlLogOf({ level: 'warn' })).toBeUndefined()
  expect(await sqlLogOf({ sql: true })).toEqual({ slowMs: 0, parameters: false })
  expect(await sqlLogOf({ sql: 'slow' })).toEqual({ slowMs: 100, parameters: false })
  expect(await sqlLogOf({ sql: 'slow', slowMs: 20, parameters: true })).toEqual({ slowMs: 20, parameters: true })
  expect(await refusal(odd({ log: { sql: 'all' } }))).toMatch(/^CONFIG_INVALID: log.sql is neither/)
})

const secret32 = 'a secret of thirty-two characters'

test.each<[string, object, RegExp]>([
  ['no keys', { auth: { jwt: {} } }, /^CONFIG_INVALID: auth.jwt needs either jwks or secret/],
  ['both', { auth: { jwt: { jwks: 'https://x', secret: secret32 } } }, /auth.jwt needs either jwks or secret/],
  ['a short secret', { auth: { jwt: { secret: 'short' } } }, /auth.jwt.secret has fewer than 32 characters/],
  ['keys without TLS', { auth: { jwt: { jwks: 'http://login.example.com/keys' } } }, /auth.jwt.jwks is no URL/],
  ['no signature', { auth: { jwt: { secret: secret32, algorithms: ['none'] } } }, /auth.jwt.algorithms names none/],
  [
    'a secret for keys',
    { auth: { jwt: { jwks: 'https://x', algorithms: ['RS256', 'HS256'] } } },
    /auth.jwt.algorithms/,
  ],
  ['no algorithm', { auth: { jwt: { secret: secret32, algorithms: [] } } }, /auth.jwt.algorithms names none/],
  ['an unknown setting', { auth: { jwt: { secret: secret32, audiance: 'x' } } }, /auth.jwt.audiance is no setting/],
  ['cookies for all', { cors: { origins: '*', credentials: true } }, /cors.credentials cannot be for all origins/],
  ['a path', { cors: { origins: ['https://a.example', 'https://b.example/x'] } }, /cors.origins\[1\] is no origin/],
  ['a pattern', { cors: { origins: ['https://*.example'] } }, /cors.origins\[0\] is no origin/],
  ['no rate', { rateLimit: { requests: 0 } }, /rateLimit.requests is no whole number/],
  ['no client', { rateLimit: { requests: 1, redis: 'redis://x' } }, /rateLimit.redis is no client/],
  ['no manifest', { trustedDocuments: { only: true } }, /trustedDocuments.manifest is missing/],
  ['no limit', { limits: { depth: 0 } }, /limits.depth is no whole number/],
])('refuses %s', async (_name, settings, message) => {
  expect(await refusal(odd(settings))).toMatch(message)
})

test('says that tokens for others are taken where neither issuer nor audience is checked', async () => {
  const noticesOf = async (jwt: object) =>
    (await resolveConfig(odd({ auth: { jwt }, permissions: 'open' }), development)).notices
  const jwks = 'https://login.example.com/keys'
  expect(await noticesOf({ jwks })).toHaveLength(1)
  expect(await noticesOf({ jwks, issuer: 'https://login.example.com', audience: 'heddle' })).toEqual([])
  expect(await noticesOf({ secret: secret32 })).toEqual([])
})
