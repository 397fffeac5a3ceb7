import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHeddle, type Heddle } from '../../../src/start.ts'
import { createReference, type Reference } from '../../reference/execute-reference.ts'
import { referenceData, type ReferenceData } from '../../reference/tables.ts'
import { seedPglite, seedSqlite } from './seed-database.ts'
import { wireRows, type World } from './world.ts'

/** A world whose databases exist, served by Heddle, and the reference over the same rows. */
export interface OpenWorld {
  readonly heddle: Heddle
  readonly reference: Reference
  readonly data: ReferenceData
  close(): Promise<void>
}

/** Makes the world's databases in a folder of its own, and starts Heddle on them with nothing but URLs and links. */
export async function openWorld(world: World): Promise<OpenWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-world-'))
  const sources: Record<string, string> = {}
  for (const source of world.sources) {
    const path = join(folder, source.name)
    if (source.dialect === 'sqlite') seedSqlite(path, source)
    else await seedPglite(path, source)
    sources[source.name] = `${source.dialect === 'sqlite' ? 'sqlite' : 'pglite'}:${path}`
  }
  const heddle = await createHeddle({ sources, links: world.links, secret: 'a secret of the tests', log: 'silent' })
  const data = referenceData(heddle.catalog, wireRows(world, heddle.catalog))
  return {
    heddle,
    data,
    reference: createReference(heddle.schema, data),
    async close() {
      await heddle.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
