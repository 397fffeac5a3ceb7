import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import config from '../../heddle.config.ts'
import { prepareDemo } from '../../src/cli/demo/prepare-demo.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

export interface OpenDemo {
  readonly heddle: Heddle
  close(): Promise<void>
}

/** The demo, with databases of its own. Empty ones where `rows` is false: its schema is the same. */
export async function openDemo({ rows = true }: { readonly rows?: boolean } = {}): Promise<OpenDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-demo-'))
  if (rows) await prepareDemo({ directory: folder })
  const { accounts, shop, catalog } = config.sources
  const heddle = await createHeddle({
    ...config,
    log: 'silent',
    sources: {
      accounts: { ...accounts, dir: join(folder, 'accounts') },
      shop: { ...shop, file: join(folder, 'shop.db') },
      catalog: { ...catalog, file: join(folder, 'catalog.db') },
    },
  })
  return {
    heddle,
    async close() {
      await heddle.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
