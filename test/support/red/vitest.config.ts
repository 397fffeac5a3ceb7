import { defineConfig, mergeConfig } from 'vitest/config'
import config from '../../../vitest.config.ts'

/** The suite's own settings over one test that fails. */
const { test, ...rest } = config
export default mergeConfig(rest, defineConfig({ test: { ...test, include: ['test/support/red/red.ts'] } }))
