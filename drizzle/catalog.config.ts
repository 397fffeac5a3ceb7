import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config drizzle/catalog.config.ts` writes what changed in schema/catalog.ts as a migration. */
export default defineConfig({ dialect: 'sqlite', schema: './schema/catalog.ts', out: './drizzle/catalog' })
