import type { Catalog } from '../catalog/catalog.ts'
import { describeSchema } from './describe-schema.ts'
import { layOutMap } from './lay-out-map.ts'
import type { SchemaMap } from './schema-map.ts'

const made = new WeakMap<Catalog, SchemaMap>()

/** The map of what a catalog names: a role's own catalog has no more on it than the role may name. Made once, as catalogs do not change. */
export function makeMap(catalog: Catalog): SchemaMap {
  let map = made.get(catalog)
  if (!map) made.set(catalog, (map = layOutMap(describeSchema(catalog))))
  return map
}
