import type { HeddleConfig } from '../config/heddle-config.ts'
import { packageFile } from '../package-file.ts'
import { checkShareable } from './check-shareable.ts'
import { loadConfig } from './load-config.ts'
import { prepareDemo } from './demo/prepare-demo.ts'
import { createProgress } from './progress.ts'
import type { ExitCode } from './exit-code.ts'
import { parseWorkers } from './parse-workers.ts'
import { serve, type ServeFlags } from './serve.ts'
import type { Terminal } from './terminal.ts'

/** Makes the demo's databases where there are none, and serves them with the config that is shipped. */
export async function demoCommand(flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  const workers = parseWorkers(flags.workers)
  // Before anything is made that could not be served.
  if (workers > 1) await checkShareable(await demoConfig(), workers, terminal.env)
  await prepareDemo({ progress: createProgress(process.stderr) })
  return serve(demoConfig, flags, terminal)
}

/** Its migrations lie beside the package, not in the working directory, and {@link prepareDemo} has applied them. */
async function demoConfig(): Promise<HeddleConfig> {
  const config = await loadConfig(packageFile('heddle.config.ts'))
  const sources = Object.entries(config.sources).map(([name, source]) => {
    if (typeof source === 'string') return [name, source] as const
    const { migrations: _, ...rest } = source
    return [name, rest] as const
  })
  return { ...config, sources: Object.fromEntries(sources) }
}
