import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { peakMemory } from '../runner/processes.js'

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/**
 * `heddle serve`, from the start of its process: milliseconds until `/ready` says 200 and until the first query is
 * answered, and the peaks of resident memory until then, in megabytes, with child processes.
 *
 * @param {string[]} args
 * @param {string} query
 */
export async function measureServe(args, query) {
  const started = performance.now()
  const child = spawn(process.execPath, [command, 'serve', ...args, '--port', '0', '--log', 'error', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [banner] = await Promise.race([once(child.stdout, 'data'), failed(child)])
    const { url } = JSON.parse(String(banner))
    const { status } = await fetch(new URL('/ready', url))
    if (status !== 200) throw new Error(`/ready answered ${status}`)
    const ready = performance.now() - started
    const memoryReady = peakMemory(Number(child.pid))
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const text = await answer.text()
    if (!text.startsWith('{"data":{')) throw new Error(`not answered: ${text}`)
    const answered = performance.now() - started
    return { ready, answered, memoryReady, memory: peakMemory(Number(child.pid)) }
  } finally {
    child.kill('SIGKILL')
  }
}

/**
 * `heddle schema`, from the start of its process: milliseconds until all SDL is written, and its length.
 *
 * @param {string[]} args
 */
export async function measureSchema(args) {
  const started = performance.now()
  const child = spawn(process.execPath, [command, 'schema', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let bytes = 0
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (bytes += chunk.length))
  const [[code]] = await Promise.all([once(child, 'exit'), once(child.stdout, 'end')])
  if (code !== 0) throw new Error(`heddle schema ended with ${code}`)
  return { printed: performance.now() - started, bytes }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<never>}
 */
async function failed(child) {
  const [code] = await once(child, 'exit')
  throw new Error(`heddle serve ended with ${code}`)
}
