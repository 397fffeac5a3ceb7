import { GraphQLError } from 'graphql'

/**
 * One error for each place of the document that one failure has cost: a source that is down is told once for `orders.user`,
 * not once for each order. The error kept is the first; `extensions.occurrences` says how many places it stands for.
 *
 * @example users → orders[0].user, orders[1].user, … // { path: ['orders', 0, 'user'], extensions: { occurrences: 100 } }
 */
export function collapseErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const groups = new Map<unknown, Map<string, Group>>()
  const kept: Group[] = []
  for (const error of errors) {
    // What has no cause of ours is nobody's repetition.
    const cause = error.originalError ?? error
    const places = groups.get(cause) ?? new Map<string, Group>()
    groups.set(cause, places)
    const place = placeOf(error)
    const group = places.get(place)
    if (group) {
      group.occurrences += 1
      continue
    }
    const first = { error, occurrences: 1 }
    places.set(place, first)
    kept.push(first)
  }
  return kept.map(({ error, occurrences }) => (occurrences === 1 ? error : repeated(error, occurrences)))
}

interface Group {
  readonly error: GraphQLError
  occurrences: number
}

/** The path without its places in lists. */
function placeOf({ path }: GraphQLError): string {
  return JSON.stringify(path?.map((key) => (typeof key === 'number' ? 0 : key)))
}

function repeated(error: GraphQLError, occurrences: number): GraphQLError {
  const { nodes, source, positions, path, originalError, extensions } = error
  return new GraphQLError(error.message, {
    ...{ nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null },
    originalError: originalError ?? null,
    extensions: { ...extensions, occurrences },
  })
}
