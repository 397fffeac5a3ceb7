/** As `heddle.config.ts`, for whoever asks for pages of up to 10,000 rows. */
import { defineConfig } from 'heddle'
import config from './heddle.config.ts'

export default defineConfig({ ...config, limits: { maxLimit: 10_000 } })
