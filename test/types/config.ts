/** The rest of the config: what is rightly accepted, and what each wrong setting is refused for. */
import { defineConfig, resolveConfig } from '../../src/config.ts'
import { pglite } from '../../src/pglite.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { accounts, relations, shop } from './schemas.ts'

const everything = defineConfig({
  sources: {
    accounts: postgres({
      url: 'postgres://localhost/accounts',
      schema: accounts,
      pool: { size: 10, maxOverflow: 20, timeout: '30s', recycle: '30m', prePing: true },
    }),
    shop: sqlite({ file: 'shop.db', schema: shop, readOnly: true }),
    local: pglite({ dir: ':memory:', migrations: 'drizzle/local' }),
    legacy: 'env:LEGACY_URL',
  },
  relations,
  links: ['accounts.users.id=legacy.purchases.user_id'],
  tables: { legacy: { include: ['sales.*'], rename: { purchases: 'orders' }, prefix: 'legacy' } },
  context: (request) => ({ user: request.headers.get('x-user') }),
  role: async ({ user }) => (user === null ? 'anonymous' : 'user'),
  permissions: {
    anonymous: { users: { read: { columns: ['id', 'name'] } } },
    user: { users: { read: true }, 'legacy.sales.purchases': { read: { columns: { except: ['secret'] } } } },
  },
  extend: {
    typeDefs: 'extend type Query { me: String } extend type User { initials: String }',
    resolvers: {
      Query: { me: async (_parent, _args, { user, heddle }) => (await heddle.query('{ a }', { user })).data },
      User: { initials: { needs: ['name'], resolve: (parent) => String(parent['name']).slice(0, 1) } },
    },
  },
  limits: { defaultLimit: 50, maxLimit: 500, timeout: '10s', depth: 12, cost: 1_000_000 },
  auth: { jwt: { jwks: 'https://login.example.com/keys', issuer: ['a', 'b'], role: (claims) => claims.sub ?? null } },
  cors: { origins: ['https://app.example.com'], credentials: true },
  rateLimit: { requests: 100, per: '10s', by: ({ user }) => user ?? '' },
  trustedDocuments: { manifest: { abc: '{ __typename }' }, only: true },
  introspection: false,
  suggestions: false,
  metrics: true,
  secret: ['current', 'old'],
  graphiql: false,
  explain: ['admin'],
  log: { level: 'warn', sql: 'slow', slowMs: 50 },
})

defineConfig({
  sources: { shop: 'sqlite:shop.db' },
  auth: { jwt: { secret: 'a secret of thirty-two characters' } },
  context: (_request, claims) => ({ user: claims?.sub }),
  role: ({ user }) => user ?? 'anonymous',
})

// Whatever its types, a config can be resolved.
void resolveConfig(everything, { production: true })

// @ts-expect-error a source has a URL
postgres({ schema: accounts })
// @ts-expect-error no such option
sqlite({ file: 'shop.db', fiel: 'shop.db' })
// @ts-expect-error a time has a unit of its own
postgres({ url: 'postgres://localhost/a', pool: { timeout: '30 seconds' } })

// @ts-expect-error a limit is a number
defineConfig({ sources: { shop: 'sqlite:shop.db' }, limits: { depth: '12' } })
// @ts-expect-error claims are not known to be texts
defineConfig({ sources: { shop: 'sqlite:shop.db' }, role: (context) => 'a', context: (_, c) => ({ a: c['x'].length }) })
// @ts-expect-error a config has sources
defineConfig({ relations })
// @ts-expect-error no such setting
defineConfig({ sources: { shop: 'sqlite:shop.db' }, permisions: {} })
// @ts-expect-error a role is a text
defineConfig({ sources: { shop: 'sqlite:shop.db' }, role: () => 1 })
defineConfig({
  sources: { shop: 'sqlite:shop.db' },
  context: () => ({ user: 'ann' }),
  // @ts-expect-error the context has no such property
  role: (context) => context.usr,
})
// @ts-expect-error no such level
defineConfig({ sources: { shop: 'sqlite:shop.db' }, log: 'loud' })
// @ts-expect-error no such limit
defineConfig({ sources: { shop: 'sqlite:shop.db' }, limits: { maxRows: 5 } })
