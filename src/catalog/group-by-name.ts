/** What `…GroupBy` has fields for beside relations. */
const taken: ReadonlySet<string> = new Set(['column', 'date'])

/**
 * The field of `…GroupBy` that stands for a relation: its name, and `_` behind a name that has a meaning there already.
 *
 * @example groupByName('user') // 'user'
 * @example groupByName('date') // 'date_': by: [{date_: {column: holiday}}]
 */
export function groupByName(relation: string): string {
  return taken.has(relation) ? `${relation}_` : relation
}
