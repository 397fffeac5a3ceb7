import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { benchDir } from '../data/places.js'
import { canPin } from './processes.js'

/**
 * @typedef {object} ServerProcess
 * @property {string} url of its GraphQL
 * @property {number} pid
 * @property {() => Promise<number>} statements asked since the start; NaN where it cannot tell
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {() => Promise<void>} stop
 */

/**
 * Ended with this process, whatever ends it.
 *
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const running = new Set()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/**
 * Starts a server as a child process and waits until it listens.
 *
 * @param {object} options
 * @param {string[]} options.args of node; `{port}` is replaced
 * @param {Record<string, string>} options.env
 * @param {string | undefined} options.core where it stays; undefined: anywhere
 * @param {string} [options.path] of its GraphQL
 * @param {boolean} [options.talks] whether it answers `statements` over IPC (see databases.js)
 * @returns {Promise<ServerProcess>}
 */
export async function startServerProcess({ args, env, core, path = '/graphql', talks = false }) {
  const port = await freePort()
  const command = [process.execPath, ...args.map((arg) => arg.replace('{port}', String(port)))]
  const [file = '', ...rest] = core !== undefined && canPin ? ['taskset', '-c', core, ...command] : command
  const child = spawn(file, rest, {
    cwd: benchDir,
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: talks ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  const keep = (/** @type {Buffer} */ chunk) => (output = (output + chunk.toString('utf8')).slice(-4_000))
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const gone = ended.then(() => {
    throw new Error(`The server ended before it listened:\n${output}`)
  })
  await Promise.race([listening(port), gone])
  gone.catch(() => {}) // from here on it is stopped by us

  return {
    url: `http://127.0.0.1:${port}${path}`,
    pid: /** @type {number} */ (child.pid),
    statements: async () => {
      if (!talks || !child.connected) return NaN
      const answer = new Promise((resolve) => child.once('message', resolve))
      child.send('statements')
      return Number(await answer)
    },
    signal: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(timer)
      running.delete(child)
    },
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/** @param {number} port */
async function listening(port) {
  for (const start = Date.now(); Date.now() - start < 60_000;) {
    const open = await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The server did not listen within 60 s.')
}
