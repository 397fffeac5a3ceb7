/**
 * Node ids are plain text: the GraphQL type, a colon, the key. `User:5`, `FilmActor:1,2`.
 *
 * The parts of a composite key are joined by commas, with `%` written `%25` and `,` written `%2C` inside each part; the
 * text of a single key stands as it is. The parts are the wire form of the columns. An id says which row is meant, never
 * that it may be read: every use is checked like any other filter.
 *
 * @example parseNodeId('FilmActor:1,2') // { typeName: 'FilmActor', parts: (n) => ['1', '2'] }
 */
export function parseNodeId(id: string): { typeName: string; parts(columns: number): string[] | null } | null {
  const colon = id.indexOf(':')
  if (colon < 1) return null
  const key = id.slice(colon + 1)
  return {
    typeName: id.slice(0, colon),
    parts(columns) {
      if (columns === 1) return [key]
      const parts = key.split(',')
      return parts.length === columns ? parts.map((part) => part.replace(/%2C/g, ',').replace(/%25/g, '%')) : null
    },
  }
}
