import cluster from 'node:cluster'
import type { HeddleConfig } from '../config/heddle-config.ts'
import { HeddleError } from '../errors.ts'
import { banner, bannerJson } from './banner.ts'
import type { ExitCode } from './exit-code.ts'
import { parseWorkers } from './parse-workers.ts'
import { printError } from './print-error.ts'
import type { DatabaseFlags } from './resolve-config.ts'
import { serveCluster } from './serve-cluster.ts'
import type { ServePlan } from './serve-plan.ts'
import { serveWorker } from './serve-worker.ts'
import { startServing, type Configure } from './serving.ts'
import { onSignals } from './signals.ts'
import type { Terminal } from './terminal.ts'
import { workerMark } from './worker-messages.ts'

/** What `serve` and `demo` take beside the databases. */
export interface ServeFlags extends DatabaseFlags {
  readonly port?: string
  readonly host: string
  readonly workers: string
  readonly trustedDocuments?: string
  readonly trustedOnly?: boolean
}

/**
 * Serves until a signal ends it. SIGTERM and SIGINT let requests under way finish, within 10 seconds; SIGHUP reads config
 * and schemas again while requests go on.
 *
 * @throws HeddleError
 */
export async function serve(configure: Configure, flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  const address = { host: flags.host, port: parsePort(flags.port ?? terminal.env['PORT']) }
  const workers = parseWorkers(flags.workers)
  const trusting = async (): Promise<HeddleConfig> => withTrusted(await configure(), flags)
  const plan: ServePlan = { configure: trusting, address, workers, json: flags.json === true, terminal }
  if (workers === 1) return serveAlone(plan)
  const isOurWorker = cluster.isWorker && terminal.env[workerMark] !== undefined
  return isOurWorker ? serveWorker(plan) : serveCluster(plan)
}

async function serveAlone({ configure, address, json, terminal }: ServePlan): Promise<ExitCode> {
  const { server, heddle, config, reload } = await startServing(configure, address)
  const ended = onSignals(
    {
      stop: () => {
        terminal.err('Stopping: requests under way are finished first.\n')
        return server.stop()
      },
      reload: () =>
        reload().then(
          () => terminal.err('Reloaded.\n'),
          (error: unknown) => terminal.err(`Reloading failed; what was served goes on.\n${printError(error)}`),
        ),
    },
    terminal.env['npm_command'] !== undefined,
  )
  const place = { url: server.url, workers: 1 }
  if (json) terminal.out(bannerJson(heddle, place))
  else
    terminal.out(banner(heddle, { ...place, graphiql: config.graphiql ?? terminal.env['NODE_ENV'] !== 'production' }))
  await ended
  return 0
}

/** Flags win over the file. Without a manifest there would be nothing to answer. */
function withTrusted(config: HeddleConfig, { trustedDocuments, trustedOnly }: ServeFlags): HeddleConfig {
  if (trustedDocuments === undefined && !trustedOnly) return config
  const manifest = trustedDocuments ?? config.trustedDocuments?.manifest ?? 'persisted-documents.json'
  const only = trustedOnly ?? config.trustedDocuments?.only ?? false
  return { ...config, trustedDocuments: { manifest, only } }
}

function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return 4000
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new HeddleError('CONFIG_INVALID', `${text} is no port.`, { hint: 'A port is a number from 0 to 65535.' })
}
