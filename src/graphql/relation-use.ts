import type { Relation, Table } from '../catalog/catalog.ts'

/** Where a relation comes from, for messages. */
export function relationOrigin(relation: Relation): string {
  return `relation ${relation.name} of table ${relation.from}`
}

/** The relations by which rows can be grouped: each row has one partner at most, and it lies in the same source. */
export function groupRelations(table: Table): readonly Relation[] {
  return table.relations.filter(({ kind, cardinality }) => kind === 'local' && cardinality === 'one')
}
