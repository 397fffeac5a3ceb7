import { drawMap, type MapFormat } from '../start.ts'
import type { ExitCode } from './exit-code.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

export interface MapFlags extends DatabaseFlags {
  readonly format: MapFormat
}

/** Writes the map of what the default role may name: a picture, a diagram for a document, or with `--json` as data. */
export async function mapCommand(sources: readonly string[], flags: MapFlags, terminal: Terminal): Promise<ExitCode> {
  return withHeddle(await resolveConfig(sources, flags, terminal), async ({ catalog }) => {
    terminal.out(await drawMap(catalog, flags.json ? 'json' : flags.format))
    return 0
  })
}
