import { buildCatalogs, type CatalogInput } from '../../src/catalog/build-catalog.ts'
import type { Catalog, Relation } from '../../src/catalog/catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import { tableById } from '../../src/catalog/lookup.ts'
import { describeSqlite } from './databases.ts'

type Options = NonNullable<CatalogInput['options']>

/** The catalog of these sources, for a role that sees everything. */
export const build = (sources: readonly SourceDescription[], options: Options = {}) =>
  buildCatalogs({ sources, relations: [], options }).forRole('any')

/** The catalog of one SQLite database, `shop`. */
export const sqlite = async (ddl: string, options: Options = {}) => build([await describeSqlite(ddl)], options)

/** What a table and its fields are called. */
export const named = (catalog: Catalog, id: string) => {
  const { typeName, single, plural, columns, relations } = tableById(catalog, id)
  return {
    names: [typeName, single, plural],
    columns: columns.map((column) => column.name),
    relations: relations.map(arrow),
  }
}

/** A relation on one line: `films → shop.film via shop.film_actor`. */
export const arrow = ({ name, cardinality, to, through }: Relation) =>
  `${name} ${cardinality === 'one' ? '→' : '⇉'} ${to}${through ? ` via ${through.table}` : ''}`
