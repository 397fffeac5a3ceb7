import type { HeddleConfig } from '../config/heddle-config.ts'
import { HeddleError } from '../errors.ts'
import { startServer, type HeddleServer } from '../http/server.ts'
import { createHeddle, type Heddle } from '../start.ts'
import { banner, bannerJson } from './banner.ts'
import type { ExitCode } from './exit-code.ts'
import { printError } from './print-error.ts'
import type { DatabaseFlags } from './resolve-config.ts'
import { onSignals } from './signals.ts'
import type { Terminal } from './terminal.ts'

/** What `serve` and `demo` take beside the databases. */
export interface ServeFlags extends DatabaseFlags {
  readonly port?: string
  readonly host: string
  readonly workers: string
}

/**
 * Serves until a signal ends it. SIGTERM and SIGINT let requests under way finish, within 10 seconds; SIGHUP reads config
 * and schemas again while requests go on.
 *
 * @param configure makes the config, anew for each reload
 * @throws HeddleError
 */
export async function serve(
  configure: () => Promise<HeddleConfig>,
  flags: ServeFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const address = { host: flags.host, port: parsePort(flags.port ?? terminal.env['PORT']) }
  refuseWorkers(flags.workers)
  const config = await configure()
  const heddle = await createHeddle(config)
  const server = await startServer(heddle, address).catch(async (error: unknown) => {
    await heddle.close()
    throw error
  })
  let serving: Serving = { heddle, config }
  const ended = onSignals(
    {
      stop: () => {
        terminal.err('Stopping: requests under way are finished first.\n')
        return server.stop()
      },
      async reload() {
        serving = await reload(serving, configure, server, terminal)
      },
    },
    terminal.env['npm_command'] !== undefined,
  )
  if (flags.json) terminal.out(bannerJson(heddle, server.url))
  else terminal.out(banner(heddle, server.url, config.graphiql ?? true))
  await ended
  return 0
}

interface Serving {
  readonly heddle: Heddle
  readonly config: HeddleConfig
}

/** What cannot be loaded is told, and what was served goes on. */
async function reload(
  serving: Serving,
  configure: () => Promise<HeddleConfig>,
  server: HeddleServer,
  terminal: Terminal,
): Promise<Serving> {
  try {
    const config = await configure()
    if (hasExclusive(serving.config) || hasExclusive(config)) {
      const next = await server.exchange(
        () => createHeddle(config),
        () => createHeddle(serving.config),
      )
      terminal.err('Reloaded.\n')
      return { heddle: next, config }
    }
    const heddle = await createHeddle(config)
    server.replace(heddle)
    terminal.err('Reloaded.\n')
    return { heddle, config }
  } catch (error) {
    terminal.err(`Reloading failed; what was served goes on.\n${printError(error)}`)
    return serving
  }
}

/** PGlite's folder has one owner at a time: the old must be closed before the new is opened. */
function hasExclusive(config: HeddleConfig): boolean {
  return Object.values(config.sources).some((source) =>
    typeof source === 'string' ? /^(pglite|env):/i.test(source) : source.kind === 'pglite',
  )
}

function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return 4000
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new HeddleError('CONFIG_INVALID', `${text} is no port.`, { hint: 'A port is a number from 0 to 65535.' })
}

function refuseWorkers(text: string): void {
  if (text === '1') return
  throw new HeddleError('CONFIG_INVALID', `--workers ${text}: this version serves from one process.`, {
    hint: 'Leave the flag out, or start several processes behind a load balancer, with one config secret.',
  })
}
