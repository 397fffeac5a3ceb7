import type { Catalog, Column, Table } from '../../catalog/catalog.ts'
import { areComparable } from '../../catalog/comparable-keys.ts'

/** Two columns of two databases that may mean the same, by their names and types. */
export interface Candidate {
  /** The one side, which a key singles out. */
  readonly one: Table
  readonly key: Column
  readonly many: Table
  readonly column: Column
  /** What speaks for it, for a person to read. */
  readonly reason: string
}

/**
 * Looks for columns that refer to a key of another database by name: `orders.userId` to `users.id`, `items.sku` to
 * `products.sku`. What a relation joins already is left out. Pure.
 */
export function findCandidates({ tables }: Catalog): readonly Candidate[] {
  const all = [...tables.values()]
  return all.flatMap((one) =>
    keysOf(one).flatMap((key) =>
      all.filter((many) => many.source !== one.source).flatMap((many) => candidatesOf(one, key, many)),
    ),
  )
}

/** Columns that single out a row by themselves. */
function keysOf({ keys, columns }: Table): readonly Column[] {
  return keys.flatMap(({ columns: names }) => {
    const column = names.length === 1 ? columns.find(({ name }) => name === names[0]) : undefined
    return column ? [column] : []
  })
}

function candidatesOf(one: Table, key: Column, many: Table): Candidate[] {
  return many.columns.flatMap((column) => {
    const reason = reasonFor(one, key, column)
    if (reason === null || !areComparable(column.type, key.type) || isJoined(one, key, many, column)) return []
    // A key that is called alike on both sides would be proposed twice: `sku` of two tables about the same things.
    return isKey(many, column) && one.id > many.id && column.name === key.name
      ? []
      : [{ one, key, many, column, reason }]
  })
}

function reasonFor(one: Table, key: Column, column: Column): string | null {
  const named = fold(`${one.single}_${key.name}`)
  const name = fold(column.name)
  if (name === named) return `${column.name} names ${one.single} and its ${key.name}`
  if (name.endsWith(named)) return `${column.name} ends in ${one.single} and its ${key.name}`
  if (name === fold(one.single)) return `${column.name} is called like ${one.single}`
  const tells = !/^(id|name|code|key|type|status|no|number|uuid)$/.test(name)
  return tells && name === fold(key.name) ? `both are called ${column.name}` : null
}

/** Names as they are compared: in small letters, without what joins words. */
function fold(name: string): string {
  return name.replace(/_/g, '').toLowerCase()
}

function isKey({ keys }: Table, { name }: Column): boolean {
  return keys.some(({ columns }) => columns.length === 1 && columns[0] === name)
}

function isJoined(one: Table, key: Column, many: Table, column: Column): boolean {
  const joins = (from: Table, to: Table, ends: readonly [Column, Column]): boolean =>
    from.relations.some(
      (relation) =>
        relation.to === to.id && relation.on.some((pair) => pair.from === ends[0].name && pair.to === ends[1].name),
    )
  return joins(one, many, [key, column]) || joins(many, one, [column, key])
}
