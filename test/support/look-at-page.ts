import { mkdir } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Where to put pictures for a person to look at. */
const pictures = process.env['HEDDLE_PICTURES']

/** Keeps a picture of a page where somebody wants to look at it. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** Faults that axe-core finds within what a selector finds: those that it calls serious or critical, or `all`. */
export async function faultsOfAccess(page: Page, within = 'html', which: 'grave' | 'all' = 'grave'): Promise<string[]> {
  // A page may let no text become script; a test's is handed over by the debugger.
  await page.evaluate(axe)
  const violations = await page.evaluate(async (selector) => {
    const { axe: checker } = globalThis as unknown as { readonly axe: typeof import('axe-core') }
    const { violations: found } = await checker.run(selector)
    return found.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html }) => html.slice(0, 120)) }))
  }, within)
  const grave = ['serious', 'critical']
  return violations
    .filter(({ impact }) => which === 'all' || grave.includes(impact ?? ''))
    .map(({ id, impact, at }) => `${impact} ${id}: ${at.join(' | ')}`)
}

/** What goes wrong on a page from now on: errors of its console, requests to other origins than this one. */
export function faultsOf(page: Page, origin: string): readonly string[] {
  const faults: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(origin)) faults.push(`asked ${request.url()}`)
  })
  return faults
}
