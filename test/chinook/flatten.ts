/** A value of a flat row: of an answer, or of plain SQL. */
export type Cell = string | number | boolean | null

/**
 * An answer as the rows of a join: one column for each path, one row for each way through the lists on the paths. A row
 * whose list is empty is left out (an inner join); a missing object gives null (an outer one).
 *
 * @example flatten({users: [{id: 1, orders: [{total: 5}, {total: 6}]}]}, ['users.id', 'users.orders.total']) // [[1, 5], [1, 6]]
 */
export function flatten(data: unknown, paths: readonly string[]): Cell[][] {
  const rows = expand(
    data,
    paths.map((path, column) => ({ steps: path.split('.'), column })),
  )
  return rows.map((row) => paths.map((_, column) => row.get(column) ?? null))
}

interface Path {
  readonly steps: readonly string[]
  readonly column: number
}

function expand(value: unknown, paths: readonly Path[]): Map<number, Cell>[] {
  if (Array.isArray(value)) return value.flatMap((item) => expand(item, paths))
  if (value === null || value === undefined) return [new Map()]
  const names = [...new Set(paths.map(({ steps }) => steps[0]))]
  return names.reduce<Map<number, Cell>[]>(
    (rows, name) => {
      if (name === undefined)
        return rows.map((row) => new Map([...row, ...paths.map((path) => [path.column, value as Cell] as const)]))
      const below = paths.filter(({ steps }) => steps[0] === name)
      const inner = expand(
        (value as Record<string, unknown>)[name],
        below.map(({ steps, column }) => ({ steps: steps.slice(1), column })),
      )
      return rows.flatMap((row) => inner.map((other) => new Map([...row, ...other])))
    },
    [new Map()],
  )
}
