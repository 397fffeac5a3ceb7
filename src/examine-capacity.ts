import type { Source } from './source/source.ts'
import { capacities } from './sql/capacities.ts'

/** What of a source's connections cannot work, and what is good to know. */
export interface CapacityReport {
  readonly problems: readonly string[]
  readonly remarks: readonly string[]
}

/**
 * Holds the connections that a source may open against those that its server lets in. Behind a pooler the server's limits
 * are the pooler's concern.
 *
 * @example pool.size + maxOverflow is 200 connections, and the server lets 97 in (max_connections …)
 */
export async function examineCapacity(source: Source): Promise<CapacityReport> {
  const capacity = capacities[source.dialect]
  if (capacity === null || source.connections === 0) return { problems: [], remarks: [] }
  if (source.pooled()) {
    const remark =
      'it is reached through a pooler in transaction mode: nothing is prepared, and a statement takes three turns'
    return { problems: [], remarks: [remark] }
  }
  const { rows } = await source.run({ text: capacity.query, values: [], prepare: false }, { bounded: true })
  const cells = (rows[0] ?? []).map((cell) => (cell === null ? null : String(cell)))
  const problems: string[] = []
  let least: readonly [limit: string, most: number] | null = null
  for (let at = 0; at < cells.length; at += 2) {
    const most = cells[at + 1] ?? null
    if (most === null || Number(most) < 0) continue
    if (least === null || Number(most) < least[1]) least = [String(cells[at]), Number(most)]
    if (source.connections <= Number(most)) continue
    problems.push(
      `pool.size + pool.maxOverflow is ${source.connections} connections, for each worker, and the server lets ${most} in (${cells[at]}): ` +
        'lower the pool, or raise the limit',
    )
  }
  if (problems.length > 0 || least === null) return { problems, remarks: [] }
  const [limit, most] = least
  return { problems, remarks: [`pool: up to ${source.connections} connections for each worker, of ${most} (${limit})`] }
}
