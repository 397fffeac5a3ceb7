import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/**
 * Why an example cannot be tested here, for a test's skip; undefined where its packages are installed. They are its own, so
 * that nobody else has to install them; CI does.
 */
export function whyNotInstalled(folder: string): string | undefined {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return undefined
  if (process.env['CI']) throw new Error(`CI has to install the packages of ${relative(root, folder)}.`)
  return `its packages are not installed: npm ci --prefix ${relative(root, folder)}`
}
