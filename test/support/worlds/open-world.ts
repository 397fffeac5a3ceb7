import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SourceDescriptor } from '../../../src/config/source-descriptor.ts'
import { mariadb } from '../../../src/mariadb.ts'
import { pglite } from '../../../src/pglite.ts'
import { postgres } from '../../../src/postgres.ts'
import { sqlite } from '../../../src/sqlite.ts'
import type { Planning } from '../../../src/plan/planning.ts'
import { createHeddle, type Heddle } from '../../../src/start.ts'
import { createReference, type Reference } from '../../reference/execute-reference.ts'
import { referenceData, type ReferenceData } from '../../reference/tables.ts'
import { createMariadbDatabase } from '../mariadb-server.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../postgres-server.ts'
import { seedMariadb, seedPglite, seedPostgres, seedSqlite } from './seed-database.ts'
import { wireRows, type World } from './world.ts'

/** A world whose databases exist, served by Heddle, and the reference over the same rows. */
export interface OpenWorld {
  readonly heddle: Heddle
  readonly reference: Reference
  readonly data: ReferenceData
  close(): Promise<void>
}

export interface OpenOptions {
  /** On a real PostgreSQL server where this run has one; embedded otherwise. */
  readonly onServer?: boolean
  /** Settings of the config beside its sources: permissions, role, context. */
  readonly settings?: object
  /** In place of the planner's settings. */
  readonly tuning?: Partial<Planning>
}

/** Makes the world's databases, and starts Heddle on them with nothing but URLs and links. */
export async function openWorld(
  world: World,
  { onServer = false, settings = {}, tuning = {} }: OpenOptions = {},
): Promise<OpenWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-world-'))
  const databases: TestDatabase[] = []
  const sources: Record<string, string> = {}
  for (const source of world.sources) {
    const path = join(folder, source.name)
    if (source.dialect === 'sqlite') {
      seedSqlite(path, source)
      sources[source.name] = `sqlite:${path}`
    } else if (source.dialect === 'mariadb' || source.dialect === 'mysql') {
      const database = await createMariadbDatabase(`world_${source.name}`, source.dialect)
      databases.push(database)
      await seedMariadb(database.url, source)
      sources[source.name] = database.url
    } else if (onServer && noPostgres === null) {
      const database = await createDatabase(`world_${source.name}`)
      databases.push(database)
      await seedPostgres(database.url, source)
      sources[source.name] = database.url
    } else {
      await seedPglite(path, source)
      sources[source.name] = `pglite:${path}`
    }
  }
  const config = {
    sources: described(world, sources),
    links: world.links,
    ...(world.relations ? { relations: world.relations } : {}),
    secret: 'a secret of the tests',
    log: 'silent',
    // Drawn operations are large, and one law has an alias on every field.
    limits: { aliases: 10_000, fields: 10_000 },
    ...settings,
  }
  const heddle = await createHeddle(config, tuning)
  const data = referenceData(heddle.catalog, wireRows(world, heddle.catalog))
  return {
    heddle,
    data,
    reference: createReference(heddle.schema, data),
    async close() {
      await heddle.close()
      for (const database of databases) await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** URLs as they are; with its schema where the world has one. */
function described(world: World, urls: Readonly<Record<string, string>>): Record<string, SourceDescriptor | string> {
  const entries = Object.entries(urls).map(([name, url]): [string, SourceDescriptor | string] => {
    const schema = world.schemas?.[name]
    if (!schema) return [name, url]
    const path = url.slice(url.indexOf(':') + 1)
    if (url.startsWith('mysql:')) return [name, mariadb({ url, schema })]
    if (url.startsWith('sqlite:')) return [name, sqlite({ file: path, schema })]
    return [name, url.startsWith('pglite:') ? pglite({ dir: path, schema }) : postgres({ url, schema })]
  })
  return Object.fromEntries(entries)
}
