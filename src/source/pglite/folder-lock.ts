import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeddleError } from '../../errors.ts'

/** Gives a folder free again. */
export type Unlock = () => Promise<void>

/**
 * Takes a folder for this process: two PGlites over one folder destroy it, and PGlite itself does not notice. The lock is a
 * local socket that this process listens on, so it is gone with the process, however that ends.
 *
 * @throws HeddleError SOURCE_UNREACHABLE where the folder is taken.
 */
export async function lockFolder(source: string, folder: string): Promise<Unlock> {
  const name = `heddle-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`)
  const server = (await listen(path)) ?? (await takeOver(path))
  if (server === null) {
    const message = `Source "${source}" at ${folder} cannot be reached: another process has this PGlite database open.`
    const hint = 'Stop the other process, or give this one its own folder.'
    throw new HeddleError('SOURCE_UNREACHABLE', `${message} ${hint}`, { source, hint })
  }
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** Takes the lock of a process that died without giving it back; null where it lives. */
async function takeOver(path: string): Promise<Server | null> {
  if (await answers(path)) return null
  await rm(path, { force: true })
  return listen(path)
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen(path, () => resolve(server))
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
