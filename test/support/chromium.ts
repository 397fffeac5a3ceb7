import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Why no browser can be started here, for a test's skip; undefined where one can. */
export function whyNoChromium(): string | undefined {
  return existsSync(executablePath) ? undefined : `no Chromium at ${executablePath} (CHROMIUM=… names another)`
}

export interface Browser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** A headless Chromium with a profile of its own, that asks nobody but the pages under test. */
export async function startChromium(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'heddle-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
