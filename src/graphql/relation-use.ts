import type { Relation, Table } from '../catalog/catalog.ts'

/** Where a relation comes from, for messages. */
export function relationOrigin(relation: Relation): string {
  return `relation ${relation.name} of table ${relation.from}`
}

/** The relations by which rows can be grouped: each row has one partner at most, in whatever database. */
export function groupRelations(table: Table): readonly Relation[] {
  return table.relations.filter(({ cardinality }) => cardinality === 'one')
}
