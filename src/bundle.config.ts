import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const dist = resolve(import.meta.dirname, '../dist')

/** What `package.json` exports and runs, and the programs that run beside a Heddle. */
const entries = {
  index: 'index.ts',
  postgres: 'postgres.ts',
  mariadb: 'mariadb.ts',
  sqlite: 'sqlite.ts',
  pglite: 'pglite.ts',
  scalars: 'scalars.ts',
  vitest: 'vitest.ts',
  'cli/main': 'cli/main.ts',
  // Started by name, as files beside the one that starts them.
  'parts/child': 'source/sqlite/child.mjs',
  'parts/worker': 'source/pglite/worker.mjs',
}

/**
 * Puts Heddle's own modules together, so that a start reads some forty files and not four hundred: each one that is looked
 * for, read and compiled takes its time. What Heddle depends on stays what is installed.
 */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'error',
  build: {
    ssr: true,
    target: 'node20',
    outDir: dist,
    emptyOutDir: false,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(
        Object.entries(entries).map(([name, file]) => [name, resolve(import.meta.dirname, file)]),
      ),
      output: {
        entryFileNames: ({ name }) => (name.startsWith('parts/') ? '[name].mjs' : '[name].js'),
        chunkFileNames: 'parts/[name]-[hash].js',
      },
    },
  },
  ssr: { external: true },
  // Their names hold a hash of what is in them: those of before would stay.
  plugins: [{ name: 'parts-of-before', buildStart: () => rmSync(`${dist}/parts`, { recursive: true, force: true }) }],
})
