import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config drizzle/accounts.config.ts` writes what changed in schema/accounts.ts as a migration. */
export default defineConfig({ dialect: 'postgresql', schema: './schema/accounts.ts', out: './drizzle/accounts' })
