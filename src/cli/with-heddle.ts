import type { HeddleConfig } from '../config/heddle-config.ts'
import { openHeddle, type OpenHeddle } from '../start.ts'
import type { ExitCode } from './exit-code.ts'

/**
 * Runs a command that answers and ends: opens what the config names, and closes it whatever happens. Such a command tells
 * faults in its answer, so its log says no more than errors unless asked to.
 */
export async function withHeddle(
  config: HeddleConfig,
  command: (heddle: OpenHeddle) => Promise<ExitCode>,
): Promise<ExitCode> {
  const heddle = await openHeddle(config.log === undefined ? { ...config, log: 'error' } : config)
  try {
    return await command(heddle)
  } finally {
    await heddle.close()
  }
}
