/** Cuts a list into pieces of 500 rows: one INSERT each, well under every database's limit of parameters. */
export function* inChunks<T>(rows: readonly T[]): Generator<{ readonly chunk: T[]; readonly done: number }> {
  const size = 500
  for (let from = 0; from < rows.length; from += size) {
    yield { chunk: rows.slice(from, from + size), done: Math.min(from + size, rows.length) }
  }
}
