import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The API stands behind the same origin as the page: no CORS, no address in the code. `HEDDLE_URL` says where it is. */
const api = process.env['HEDDLE_URL'] ?? 'http://127.0.0.1:4000'
const proxy = { '/graphql': { target: api, changeOrigin: true } }

export default defineConfig({ plugins: [react()], server: { proxy }, preview: { proxy } })
