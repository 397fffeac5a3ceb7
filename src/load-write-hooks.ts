import type { Catalog } from './catalog/catalog.ts'
import { didYouMean } from './catalog/near-names.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import { HeddleError } from './errors.ts'
import type { Hooks } from './write/table-hooks.ts'
import type { ModelValues, WriteHooks } from './write/table-hooks.ts'

/** Finds the tables of the config's code around writes, in the catalog of everything. Undefined: there is none. */
export type HooksFor = (whole: Catalog) => Hooks | undefined

/** Drizzle is loaded only where there is such code. */
export async function loadWriteHooks({ sources, writeHooks }: ResolvedConfig): Promise<HooksFor> {
  if (writeHooks.size === 0) return () => undefined
  const models: [string, ModelValues extends ReadonlyMap<string, infer V> ? V : never][] = []
  for (const { spec, schema } of sources) {
    if (!schema) continue
    const { readModels } = await import('./catalog/drizzle/read-models.ts')
    models.push(...readModels(spec.name, schema))
  }
  return (whole) => ({ tables: byId(writeHooks, whole), models: new Map(models) })
}

/** Keys of introspected tables are as the config has them: the catalog knows their ids. */
function byId(hooks: WriteHooks, whole: Catalog): WriteHooks {
  const tables = [...whole.tables.values()]
  return new Map(
    [...hooks].map(([key, ofTable]) => {
      const found = tables.find(({ id, plural, typeName }) => [id, plural, typeName].includes(key))
      if (found) return [found.id, ofTable]
      const hint = didYouMean(key, tables.map(({ id }) => id)) // prettier-ignore
      throw new HeddleError('UNKNOWN_TABLE', `hooks and validate: there is no table ${key}.`, { hint })
    }),
  )
}
