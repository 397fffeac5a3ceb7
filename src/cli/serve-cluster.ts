import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { HeddleError } from '../errors.ts'
import { createEvents } from '../events.ts'
import { logEvents } from '../telemetry/log.ts'
import { checkShareable } from './check-shareable.ts'
import type { ExitCode } from './exit-code.ts'
import { startFlags } from './optimize-early.ts'
import { printError } from './print-error.ts'
import type { ServePlan } from './serve-plan.ts'
import { onSignals } from './signals.ts'
import type { StartFailure, Started } from './worker-messages.ts'
import { WorkerSlot } from './worker-slot.ts'

/** How long workers have to leave when this process ends before they did. Milliseconds. */
const leaveMs = 100

/**
 * The primary process of `heddle serve --workers N`. It accepts connections, gives them to the workers in turn, replaces
 * workers that die, and passes signals on; it opens no database and sees no request. The workers share the port and the
 * secret of cursors, and nothing else.
 *
 * @throws HeddleError CONFIG_INVALID where the config is wrong, or names what processes cannot share.
 */
export async function serveCluster(plan: ServePlan): Promise<ExitCode> {
  const { workers, configure, address, terminal } = plan
  refuseNested(workers)
  const { logLevel } = await checkShareable(await configure(), workers, terminal.env)
  const events = createEvents()
  logEvents(events, { level: logLevel })
  const secret = randomBytes(32).toString('base64')
  cluster.setupPrimary({ execArgv: [...process.execArgv, ...startFlags] })
  const port = address.port || (await freePort(address.host))
  let lose: (failure: StartFailure) => void = () => {}
  const lost = new Promise<StartFailure>((resolve) => (lose = resolve))

  const slots = Array.from({ length: workers }, (_, index): WorkerSlot => {
    return new WorkerSlot({
      number: index + 1,
      events,
      order: { kind: 'start', secret, port },
      giveUp(failure) {
        // Where nobody serves any more, the command ends as it would where its first start fails: somebody must notice.
        if (slots.some((slot) => slot.serves)) return false
        lose(failure)
        return true
      },
      metricsOfAll: async () => (await Promise.all(slots.map((slot) => slot.metrics()))).flat(),
    })
  })
  process.once('exit', () => endAll(slots))

  const started = await startAll(slots)
  if (started.kind === 'failed') return fail(slots, started, plan)
  const stopped = onSignals(
    {
      async stop() {
        terminal.err('Stopping: requests under way are finished first.\n')
        await stopAll(slots)
      },
      reload: () => reloadAll(slots, plan),
    },
    terminal.env['npm_command'] !== undefined,
  )
  terminal.out(started.banner)
  const failure = await Promise.race([stopped.then(() => null), lost])
  return failure === null ? 0 : fail(slots, failure, plan)
}

/** The first one alone: it applies migrations, and what is wrong is told once. */
async function startAll([first, ...others]: readonly WorkerSlot[]): Promise<Started> {
  const started = await first!.start() // there are two at least
  if (started.kind === 'failed') return started
  const rest = await Promise.all(others.map((slot) => slot.start()))
  return rest.find((each) => each.kind === 'failed') ?? started
}

async function fail(slots: readonly WorkerSlot[], failure: StartFailure, { terminal }: ServePlan): Promise<ExitCode> {
  terminal.err(failure.text)
  await stopAll(slots)
  return failure.code
}

async function stopAll(slots: readonly WorkerSlot[]): Promise<void> {
  await Promise.all(slots.map((slot) => slot.stop()))
}

/** One after the other: a config that cannot be served is told once, and only one worker at a time has two sets of pools. */
async function reloadAll(slots: readonly WorkerSlot[], { configure, workers, terminal }: ServePlan): Promise<void> {
  try {
    await checkShareable(await configure(), workers, terminal.env)
  } catch (error) {
    return terminal.err(`Reloading failed; what was served goes on.\n${printError(error)}`)
  }
  for (const [index, slot] of slots.entries()) {
    const failure = await slot.reload()
    if (failure === null) continue
    const who =
      index === 0 ? 'what was served goes on' : `workers ${index + 1} to ${workers} go on with what they served`
    return terminal.err(`Reloading failed; ${who}.\n${failure}`)
  }
  terminal.err('Reloaded.\n')
}

/** No worker survives this process, not even one whose thread is busy for ever. */
function endAll(slots: readonly WorkerSlot[]): void {
  const left = slots.filter((slot) => slot.kill('SIGQUIT'))
  if (left.length === 0) return
  // Nothing asynchronous happens any more. They use the time to end their own child processes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, leaveMs)
  for (const slot of left) slot.kill('SIGKILL')
}

/**
 * What the system gives for port 0, chosen once: asked by each worker, it would be another port for those who start when
 * nobody listens any more. 0 where nothing can be listened on: the first worker says why.
 */
function freePort(host: string): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(0))
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function refuseNested(workers: number): void {
  if (cluster.isPrimary) return
  throw new HeddleError('CONFIG_INVALID', `--workers ${workers}: this process is itself a worker of a cluster.`, {
    hint: 'Leave --workers out: what started this process starts as many as it is told to.',
  })
}
