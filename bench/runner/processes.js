/**
 * What Linux says about a process in `/proc`. Elsewhere there is no CPU time to be told: the functions return undefined.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const ticksPerSecond = tryRead(() => Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))) ?? 100

export const canPin = tryRead(() => execFileSync('taskset', ['-c', '0,1', 'true']) !== undefined) ?? false

/**
 * Fields of `/proc/<pid>/stat` from the third on: the second, the command, may hold spaces.
 *
 * @param {number} pid
 */
function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const number = (/** @type {number} */ index) => Number(fields[index - 3])
  const ticks = number(14) + number(15) // of all threads, user and system
  const ofDeadChildren = number(16) + number(17)
  return { parent: number(4), milliseconds: ((ticks + ofDeadChildren) * 1000) / ticksPerSecond }
}

/** @param {number} pid */
function descendants(pid) {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) tryRead(() => parents.set(Number(name), stat(Number(name)).parent))
  }
  const found = [pid]
  for (const each of found) for (const [child, parent] of parents) if (parent === each) found.push(child)
  return found
}

/**
 * Milliseconds of CPU that a process, its threads and its children have used.
 *
 * @param {number} pid
 */
export function cpuOf(pid) {
  if (!existsSync('/proc/self/stat')) return undefined
  let sum = 0
  for (const each of descendants(pid)) sum += tryRead(() => stat(each).milliseconds) ?? 0
  return sum
}

/**
 * Milliseconds of CPU that each connection to databases of one name has used, by process id; others' on the same server
 * are left out.
 *
 * @param {number} postmaster
 * @param {string} prefix of the databases' names
 */
export function cpuOfConnections(postmaster, prefix) {
  /** @type {Map<number, number>} */
  const used = new Map()
  for (const pid of descendants(postmaster)) {
    const title = tryRead(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) // postgres: user database …
    if (title?.includes(` ${prefix}`)) used.set(pid, tryRead(() => stat(pid).milliseconds) ?? 0)
  }
  return used
}

/**
 * The parent of all processes of a PostgreSQL server, where the server runs on this machine.
 *
 * @param {number} backend process id that the server gave of one connection
 */
export function postmasterOf(backend) {
  const command = tryRead(() => readFileSync(`/proc/${backend}/comm`, 'utf8'))
  return command?.startsWith('postgres') ? stat(backend).parent : undefined
}

/**
 * Keeps a process and all its children on some cores.
 *
 * @param {number} pid
 * @param {string} cores as `taskset` writes them: `1`, `0-1`
 */
export function pin(pid, cores) {
  if (!canPin) return
  for (const each of descendants(pid)) tryRead(() => execFileSync('taskset', ['-acp', cores, String(each)]))
}

/**
 * Lets the kernel forget the peak of a process's resident memory.
 *
 * @param {number} pid
 */
export function resetPeakMemory(pid) {
  for (const each of tryRead(() => descendants(pid)) ?? [])
    tryRead(() => writeFileSync(`/proc/${each}/clear_refs`, '5'))
}

/**
 * Megabytes: the peak of resident memory since `resetPeakMemory`, with children.
 *
 * @param {number} pid
 */
export function peakMemory(pid) {
  let kilobytes = 0
  for (const each of tryRead(() => descendants(pid)) ?? []) {
    const status = tryRead(() => readFileSync(`/proc/${each}/status`, 'utf8'))
    kilobytes += Number(/VmHWM:\s*(\d+)/.exec(status ?? '')?.[1] ?? 0)
  }
  return kilobytes === 0 ? undefined : kilobytes / 1024
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T | undefined}
 */
function tryRead(read) {
  try {
    return read()
  } catch {
    return undefined // not Linux, not allowed, or the process has ended
  }
}
