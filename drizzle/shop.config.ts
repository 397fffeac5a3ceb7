import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config drizzle/shop.config.ts` writes what changed in schema/shop.ts as a migration. */
export default defineConfig({ dialect: 'sqlite', schema: './schema/shop.ts', out: './drizzle/shop' })
