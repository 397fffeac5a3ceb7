/**
 * The places that must hold lists for a path, as `JSONPath` writes it, to lead anywhere: MariaDB and MySQL take what is no
 * list for one of a single item.
 *
 * @example listPlaces('$."a"[0]."b"[1]') // ['$."a"', '$."a"[0]."b"']
 */
export function listPlaces(path: string): string[] {
  return [...path.matchAll(/"[^"]*"|\[/g)].filter(([part]) => part === '[').map(({ index }) => path.slice(0, index))
}
