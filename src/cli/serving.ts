import type { HeddleConfig } from '../config/heddle-config.ts'
import { startServer, type HeddleServer, type ServerOptions } from '../http/server.ts'
import { createHeddle, type Heddle, type MetricPeers } from '../start.ts'
import { optimizeEarly } from './optimize-early.ts'

/** Makes the config, anew for each reload. */
export type Configure = () => Promise<HeddleConfig>

/** A server with a Heddle behind it. */
export interface Serving {
  readonly server: HeddleServer
  /** As at the start. */
  readonly heddle: Heddle
  readonly config: HeddleConfig
  /** Reads config and schemas again while requests go on. Throws what is wrong with them; what was served then goes on. */
  reload(): Promise<void>
}

/**
 * Opens what a config names, and serves it.
 *
 * @param peers other processes that serve the same
 *
 * @throws HeddleError
 */
export async function startServing(
  configure: Configure,
  address: ServerOptions,
  peers?: MetricPeers,
): Promise<Serving> {
  const open = (config: HeddleConfig): Promise<Heddle> => createHeddle(config, {}, peers)
  const config = await configure()
  const heddle = await open(config)
  const server = await startServer(heddle, address).catch(async (error: unknown) => {
    await heddle.close()
    throw error
  })
  optimizeEarly()
  let served = config
  return {
    server,
    heddle,
    config,
    async reload() {
      const next = await configure()
      if (hasExclusive(served) || hasExclusive(next)) {
        await server.exchange(
          () => open(next),
          () => open(served),
        )
      } else {
        server.replace(await open(next))
      }
      served = next
    },
  }
}

/** PGlite's folder has one owner at a time: the old must be closed before the new is opened. */
function hasExclusive(config: HeddleConfig): boolean {
  return Object.values(config.sources).some((source) =>
    typeof source === 'string' ? /^(pglite|env):/i.test(source) : source.kind === 'pglite',
  )
}
