/** An object of a result tree: rows, connections, edges, aggregates, and the root value. */
export type Row = Readonly<Record<string, unknown>>

/** A symbol, because no response name can be one. */
const mark = Symbol('heddle.row')

/**
 * Marks an object of a result tree. Its values stand under *response* names; hidden keys begin with a dot, which no
 * response name can: `.type` (its type's name, where the field's type is an interface), `.needs:<field>` (the columns
 * that a custom field reads). Objects without the mark came from a resolver of the user.
 */
export function markRow<T extends object>(object: T): T {
  ;(object as { [mark]?: true })[mark] = true // on the object, not in a WeakSet: a set costs a look-up for every value
  return object
}

/** Whether the object is of a result tree. */
export function isRow(object: unknown): object is Row {
  return typeof object === 'object' && object !== null && (object as { [mark]?: true })[mark] === true
}

/** The name of the row's type, where the field's type is an interface. */
export function typeNameOf(row: Row): string | undefined {
  return row['.type'] as string | undefined // the engine writes it
}

/** The hidden key of what a custom field reads. */
export function needsKey(field: string): string {
  return `.needs:${field}`
}
