import type { ExitCode } from './exit-code.ts'
import { resolveConfig } from './resolve-config.ts'
import { serve, type ServeFlags } from './serve.ts'
import type { Terminal } from './terminal.ts'

/** Serves the databases that the arguments name, or what the config file describes. */
export function serveCommand(sources: readonly string[], flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  return serve(() => resolveConfig(sources, flags, terminal), flags, terminal)
}
