import type { Catalog, Relation } from './catalog.ts'
import { tableById } from './lookup.ts'

/** Whose columns hold the other's key: those of the table that a relation leaves, of the one it leads to, or a junction's. */
export type KeyHolder = 'from' | 'to' | 'junction'

/**
 * Which rows a write of a relation changes. Of a to-one relation it is the end whose columns are not the other's key: both
 * ends of a one-to-one say which by the primary key.
 *
 * @example orders.user → from · users.orders → to · users.profile (profiles.user_id is unique) → to · films.actors → junction
 */
export function keyHolder(catalog: Catalog, relation: Relation): KeyHolder {
  if (relation.through) return 'junction'
  if (relation.cardinality === 'many') return 'to'
  if (!relation.nullable) return 'from'
  const near = isPrimaryKey(catalog, relation.from, relation.on.map(({ from }) => from)) // prettier-ignore
  const far = isPrimaryKey(catalog, relation.to, relation.on.map(({ to }) => to)) // prettier-ignore
  if (near && far) return isRequired(catalog, relation) ? 'to' : 'from'
  return near ? 'to' : 'from'
}

function isPrimaryKey(catalog: Catalog, table: string, columns: readonly string[]): boolean {
  const key = tableById(catalog, table).primaryKey?.columns
  return key?.length === columns.length && columns.every((column) => key.includes(column))
}

/** Whether the other end refers here by an enforced foreign key: then the relation back is never null. */
function isRequired(catalog: Catalog, { from, to, on }: Relation): boolean {
  return tableById(catalog, to).relations.some(
    (back) =>
      back.to === from &&
      !back.nullable &&
      back.on.every((pair) => on.some((own) => own.from === pair.to && own.to === pair.from)),
  )
}
