import { request } from 'node:http'
import { expect } from 'vitest'
import type { Running } from './heddle-command.ts'

/** Asks on a connection of its own: the primary gives each connection to the next worker. */
export function ask<T>(url: string, query: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const asked = request(url, { method: 'POST', headers, agent: false, timeout: 5_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        const { data, errors } = JSON.parse(text) as { data: T; errors?: unknown }
        if (errors) reject(new Error(text))
        else resolve(data)
      })
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer within 5 s')))
    asked.on('error', reject)
    asked.end(JSON.stringify({ query }))
  })
}

/** The processes that answer at an address. */
export async function workersAt({ url }: Running, count = 2): Promise<number[]> {
  const pids = new Set<number>()
  const look = async () => pids.add((await ask<{ pid: number }>(url, '{ pid }')).pid).size
  await expect.poll(look, { timeout: 5_000, interval: 1 }).toBe(count)
  return [...pids]
}

/** Whether a process is there. */
export function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
