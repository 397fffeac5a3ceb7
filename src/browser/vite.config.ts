import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** Builds the pages that Heddle serves to browsers: everything that they need is in `dist/browser`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/graphql/',
  logLevel: 'error',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: resolve(import.meta.dirname, '../../dist/browser'),
    emptyOutDir: true,
    target: 'es2022',
    // The editor is one large library, asked for once and kept.
    chunkSizeWarningLimit: 10_000,
    rollupOptions: {
      input: { graphiql: resolve(import.meta.dirname, 'graphiql.html'), map: resolve(import.meta.dirname, 'map.html') },
    },
  },
})
