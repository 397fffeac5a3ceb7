import type { Catalog } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { decoded } from './pieces.ts'
import { tooManyKeys, type Probed } from './read-probe.ts'

/** How the two statements of a page are run. */
export interface Filling {
  readonly catalog: Catalog
  /** The fetch, and its probe in pages. */
  readonly fetch: Fetch
  readonly probe: Fetch
  /** One page of the probe's keys. */
  askKeys(from: string, size: number): Promise<Probed>
  /** The fetch's rows among these keys. */
  askRows(keys: readonly CanonicalKey[]): Promise<readonly Cell[]>
}

/** The smallest key that any database of ours holds. */
const smallest = -(2n ** 63n)

/**
 * The rows of a fetch that a probe fills: asked among the keys found so far, until they are as many as its limit says or
 * there are no further keys. Each page has as many keys as all before it, so that few statements come to many keys.
 *
 * @throws HeddleError LIMIT_EXCEEDED, and the errors of the statements
 */
export async function fillPage({ catalog, fetch, probe, askKeys, askRows }: Filling): Promise<readonly Cell[]> {
  const paged = probe.probe
  invariant(paged?.first, 'a fetch is filled by a probe in pages')
  const keys: CanonicalKey[] = []
  for (let from = smallest; ;) {
    const size = Math.max(paged.first, keys.length)
    const { keys: found, read } = await askKeys(String(from), size)
    keys.push(...found)
    const row = await askRows(keys)
    const last = greatest(found)
    if (countIn(row.at(-1)) === fetch.rows.limit || read < size || last === null) return row
    if (keys.length >= paged.most) throw tooManyKeys(catalog, paged)
    from = last + 1n
  }
}

/** The keys are the first ones, and come in any order. */
function greatest(keys: readonly CanonicalKey[]): bigint | null {
  return keys.reduce<bigint | null>((most, [key]) => {
    if (key === null || key === undefined) return most
    const whole = BigInt(key)
    return most === null || whole > most ? whole : most
  }, null)
}

/** How many rows a filled fetch found. */
export function countIn(cell: Cell | undefined): number {
  return Number(cell instanceof Uint8Array ? decoded(cell) : cell)
}
