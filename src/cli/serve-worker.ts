import cluster from 'node:cluster'
import { banner, bannerJson } from './banner.ts'
import { checkShareable } from './check-shareable.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import { printError, printErrorJson } from './print-error.ts'
import type { ServePlan } from './serve-plan.ts'
import { startServing, type Configure, type Serving } from './serving.ts'
import { lastMoment } from './signals.ts'
import type { WorkerOrder, WorkerReport } from './worker-messages.ts'
import { createWorkerMetrics } from './worker-metrics.ts'

/**
 * One worker of `heddle serve --workers N`: serves as a single process would, on the orders of the primary process, and
 * leaves all words to it. SIGTERM ends it alone, in good order; the primary then starts another.
 */
export function serveWorker(plan: ServePlan): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    let serving: Serving | undefined
    let stopping = false
    /** One after the other: an order may come while the last is carried out. */
    let orders = Promise.resolve()
    const metrics = createWorkerMetrics((message) => void report(message))

    async function start(order: WorkerOrder & { kind: 'start' }): Promise<void> {
      try {
        serving = await startServing(sharedConfig(plan, order.secret), { ...plan.address, port: order.port }, metrics)
        await report({ kind: 'ready', banner: bannerOf(plan, serving) })
      } catch (error) {
        const text = plan.json ? printErrorJson(error) : printError(error)
        await report({ kind: 'failed', code: exitCodeOf(error), text })
        resolve(exitCodeOf(error))
      }
    }
    async function reload(): Promise<void> {
      const failure = await serving?.reload().then(
        () => null,
        (error: unknown) => printError(error),
      )
      await report({ kind: 'reloaded', failure: failure ?? null })
    }
    function stop(): void {
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(143), lastMoment).unref()
      if (serving === undefined) return resolve(0)
      orders
        .then(() => serving?.server.stop())
        .then(leave)
        .then(() => resolve(0), reject)
    }
    function onSignal(code: number): () => void {
      let again = false
      return () => {
        if (again) process.exit(code)
        again = true
        stop()
      }
    }

    process.on('message', (order: WorkerOrder) => {
      if (order.kind === 'stop') stop()
      else if (order.kind === 'tell metrics') void metrics.own().then((numbers) => report({ kind: 'metrics', numbers }))
      else if (order.kind === 'metrics of all') metrics.heard(order.numbers)
      else orders = orders.then(() => (order.kind === 'start' ? start(order) : reload()))
    })
    // A terminal sends its signals to all processes; what they mean for all, the primary decides.
    process.on('SIGINT', onSignal(130))
    process.on('SIGTERM', onSignal(143))
    process.on('SIGHUP', () => {})
    process.on('SIGQUIT', () => process.exit(131)) // from the primary: it has no more time
    void report({ kind: 'listening' })
  })
}

/** The config as this process serves it: with the secret of all, where it has none. */
function sharedConfig({ configure, workers, terminal }: ServePlan, secret: string): Configure {
  return async () => {
    const config = await configure()
    const { secrets } = await checkShareable(config, workers, terminal.env)
    return secrets === null ? { ...config, secret } : config
  }
}

function bannerOf({ json, workers, terminal }: ServePlan, { heddle, server, config }: Serving): string {
  return json
    ? bannerJson(heddle, { url: server.url, workers })
    : banner(heddle, {
        url: server.url,
        workers,
        graphiql: config.graphiql ?? terminal.env['NODE_ENV'] !== 'production',
      })
}

/**
 * The primary process may not have heard yet that nobody listens here. Connections that it has sent meanwhile go back to it
 * before this resolves, and to another worker.
 */
function leave(): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve()
    process.once('disconnect', resolve)
    cluster.worker?.disconnect()
  })
}

/** Sent when this resolves. A primary that is gone needs no report: this process goes too. */
function report(message: WorkerReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve())
    else resolve()
  })
}
