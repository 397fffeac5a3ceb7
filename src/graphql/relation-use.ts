import type { Relation, Table } from '../catalog/catalog.ts'

/** The relations that an order may pass through: both tables lie in one source. */
export function localRelations(table: Table): readonly Relation[] {
  return table.relations.filter((relation) => relation.kind === 'local')
}

/** Where a relation comes from, for messages. */
export function relationOrigin(relation: Relation): string {
  return `relation ${relation.name} of table ${relation.from}`
}

/** The relations by which rows can be grouped: each row has one partner at most. */
export function groupRelations(table: Table): readonly Relation[] {
  return localRelations(table).filter(({ cardinality }) => cardinality === 'one')
}
