import { defineConfig, mergeConfig } from 'vitest/config'
import config from '../../../vitest.config.ts'

// What fails here on purpose is none of the run's that this one is a test of.
delete process.env['HEDDLE_SUMMARY']

/** The suite's own settings over one test that fails. */
const { test, ...rest } = config
export default mergeConfig(rest, defineConfig({ test: { ...test, include: ['test/support/red/red.ts'] } }))
