import { invariant } from '../errors.ts'
import type { Fetch } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import type { CanonicalKey } from '../sql/statement.ts'
import { readsOneMore } from '../sql/page-names.ts'
import { findPage } from './find-page.ts'
import { ownKeys, type OwnKeys, type Probes } from './load-probe.ts'
import { mergePage } from './merge-page.ts'
import { textIn } from './texts.ts'
import { readRankedPage } from './read-lookup.ts'
import { runStatement, statementOf, type Given, type Running } from './run-statement.ts'
import { showRanks } from './show-ranks.ts'

/** The cells of a fetch, one for each view: by an ordered merge, as a page is found, or as its statement answers for keys. */
export function findRows(
  running: Running,
  fetch: Fetch,
  probes: Probes,
  keys: readonly CanonicalKey[],
): Promise<readonly Cell[]> {
  if (running.run.compiled.probing) return findAmong(running, fetch, probes, ownKeys(keys))
  return askCells(running, fetch, fetch.key ? { own: keys } : noneGiven)
}

const noneGiven: Given = {}

/** What one statement answers. */
function askCells(running: Running, fetch: Fetch, given: Given): Promise<readonly Cell[]> {
  return runStatement(running, statementOf(running, fetch), given).then(({ row }) => row)
}

/** The same, of a plan with probes: what the fetch is given, and how it comes by its rows, depends on what they answer. */
async function findAmong(running: Running, fetch: Fetch, probes: Probes, own: OwnKeys): Promise<readonly Cell[]> {
  const few = fetch.merge?.few
  const merges = fetch.merge && !(few && (await probes.areFew(few.fetch)))
  const merged = merges ? await merge(running, fetch, probes, own) : null
  if (merged) return merged
  if (!fetch.key) return findPage(running, fetch, probes, own)
  const members = await probes.keysFor(fetch, own)
  const { row } = await runStatement(running, statementOf(running, fetch), { own: own.keys, members })
  return row.map((cell) => showRanks(textIn(cell), members))
}

/** The row of an ordered merge; null where it needs rows without a value. What it learned of them, the fetch need not ask. */
async function merge(running: Running, fetch: Fetch, probes: Probes, own: OwnKeys): Promise<readonly Cell[] | null> {
  const { catalog, compiled } = running.run
  const { fetches } = compiled.plan
  const merged = fetches[fetch.merge?.fetch ?? -1]
  const ranking = fetches[merged?.fills?.fetch ?? -1]
  const lookup = ranking?.lookup
  invariant(merged && ranking && lookup?.page, 'a merge is filled by a lookup in pages')
  const members = await probes.keysFor(ranking, own)
  const found = await mergePage({
    page: lookup.page,
    ...countsOf(running, merged),
    async askRanks(size) {
      const { row, ran } = await runStatement(running, statementOf(running, ranking), { members, page: { size } })
      const answer = readRankedPage(catalog, lookup, row[0] ?? null)
      Object.assign(ran, { strategy: 'ordered merge', rows: answer.read })
      running.spending.rows(answer.read, ranking.source)
      return answer
    },
    async askRows(ranked) {
      const asked = new Map(own.asked).set(ranking.id, Promise.resolve(ranked))
      const given = await probes.keysFor(merged, { ...own, asked })
      const { row, ran } = await runStatement(running, statementOf(running, merged), { own: own.keys, members: given })
      ran.strategy = 'ordered merge'
      return row
    },
  })
  if (found.row) return found.row.slice(0, merged.views.length)
  const by = fetch.rows.order[0]?.by
  if (found.ranked && by?.kind === 'looked') own.asked.set(by.fetch, Promise.resolve(found.ranked))
  return null
}

function countsOf({ run }: Running, { rows, views }: Fetch): { readonly skipped: number; readonly wanted: number } {
  const { limit, offset } = rows
  const skipped = offset === null || typeof offset === 'number' ? (offset ?? 0) : Number(run.values[offset.slot])
  return { skipped, wanted: Number(limit) + (readsOneMore(rows, views) ? 1 : 0) }
}
