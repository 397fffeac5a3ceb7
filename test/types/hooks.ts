/** Hooks and schemas: named by table, and given rows as Drizzle types them. */
import { createInsertSchema } from 'drizzle-orm/zod'
import { defineConfig } from '../../src/config.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { accounts, shop } from './schemas.ts'

const sources = {
  accounts: postgres({ url: 'postgres://localhost/accounts', schema: accounts }),
  shop: sqlite({ file: 'shop.db', schema: shop }),
  legacy: sqlite({ file: 'legacy.db' }),
}

defineConfig({
  sources,
  context: async (request) => ({ userId: Number(request.headers.get('x-user')) }),
  role: () => 'user',
  writes: { idempotency: { keep: '48h', by: (context) => String(context.userId) } },
  hooks: {
    users: {
      beforeWrite: async ({ rows, action, context, transaction }) => {
        const id: number = context.userId
        const kind: 'create' | 'upsert' | 'update' | 'delete' = action
        for (const { set, key } of rows) {
          const email: string | undefined = set.email
          const created: Date | undefined = set.createdAt
          const found: number | undefined = key?.id
          // @ts-expect-error users have no such column
          void set.mail
          void [email, created, found]
        }
        await transaction.run('shop', 'insert into audit values (?, ?)', [id, kind])
        // @ts-expect-error the context has no such property
        void context.tenant
      },
      afterCommit: ({ rows, ...write }) => {
        // @ts-expect-error what is committed is not written to any more
        void write.transaction
        void rows.map(({ set }) => set.name)
      },
    },
    'legacy.notes': { afterCommit: ({ rows }) => void rows.map(({ set }) => set['anything']) },
    // @ts-expect-error there is no such table
    user: {},
  },
  validate: {
    users: createInsertSchema(accounts.users),
    'accounts.users': { update: createInsertSchema(accounts.users) },
  },
})

defineConfig({
  sources,
  // @ts-expect-error no schema
  validate: { users: { create: 5 } },
})
