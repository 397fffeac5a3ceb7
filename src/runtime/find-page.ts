import { columnOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Fetch, Windows } from '../plan/plan.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_NEXT } from '../sql/marks.ts'
import { readKey, type PackedKeys } from '../sql/packed-keys.ts'
import { readsOneMore } from '../sql/page-names.ts'
import { dialectOf } from './compile-plan.ts'
import { fillPage } from './fill-page.ts'
import type { OwnKeys, Probes } from './load-probe.ts'
import { decoded, textIn } from './texts.ts'
import { readProbe, type Members } from './read-probe.ts'
import { runStatement, statementOf, type Running } from './run-statement.ts'
import { showRanks } from './show-ranks.ts'
import { walkWindows, type WindowRow } from './walk-windows.ts'

/** The texts of a root fetch, by the way that its plan and its data lead to. */
export async function findPage(running: Running, fetch: Fetch, probes: Probes, own: OwnKeys): Promise<readonly Cell[]> {
  if (fetch.fills) return filled(running, fetch, fetch.fills.fetch, probes)
  if (!fetch.windows) return joined(running, fetch, await probes.keysFor(fetch, own))
  if (fetch.windows.start === 'beyond threshold') {
    const members = await probes.fewKeysFor(fetch)
    if (members) return joined(running, fetch, members)
  }
  await settle(running)
  const page = await walked(running, fetch, probes)
  return page ?? joined(running, fetch, await probes.keysFor(fetch))
}

/** With the keys of all its probes. */
async function joined(running: Running, fetch: Fetch, members: ReadonlyMap<number, Members>): Promise<readonly Cell[]> {
  const { row, ran } = await runStatement(running, statementOf(running, fetch), { members })
  if (fetch.windows) ran.strategy = 'all keys'
  return row.map((cell) => showRanks(textIn(cell), members))
}

/** From here on, all statements of a source see one snapshot. What comes now may take long. */
async function settle({ run, connections }: Running): Promise<void> {
  await connections.lease(run.compiled.revisited, false)
}

async function filled(running: Running, fetch: Fetch, probeId: number, probes: Probes): Promise<readonly Cell[]> {
  const { catalog, compiled } = running.run
  const probe = compiled.plan.fetches[probeId]! // the plan's own
  const asked = probe.probe
  invariant(asked, 'a fetch is filled by a probe')
  const [before, others] = await Promise.all([probes.keysFor(probe), probes.keysFor(fetch)])
  const row = await fillPage({
    fetch,
    probe,
    settled: compiled.revisited.length === 0,
    settle: () => settle(running),
    async askKeys(from, page) {
      const size = page?.keys ?? running.spending.keysLeft + 1
      const rows = page?.rows ?? ALL_ROWS
      const given = { members: before, page: { from: String(from), size, rows } }
      const { row, ran } = await runStatement(running, statementOf(running, probe), given)
      const keys = readProbe(catalog, asked, row[0] ?? null)
      ran.strategy = page ? 'keys in order' : 'all keys'
      probes.spend(probe, keys, ran)
      // A page of as many keys as were wanted has looked no further than its last key.
      const last = keys.count === size ? () => lastKey(keys) : () => lastBefore(keys, row[1] ?? null)
      return { keys, last: page ? last : () => null }
    },
    async askRows(keys) {
      const given = { members: new Map([...others, [probeId, keys]]) }
      const { row, ran } = await runStatement(running, statementOf(running, fetch), given)
      ran.strategy = 'keys in order'
      return row
    },
  })
  return textsOf(fetch, row)
}

/** More rows than any table has. */
const ALL_ROWS = String(2n ** 62n)

/** The last key that no row is left of: a page may have ended between rows of one key, which need not be looked for again if it was found. */
function lastBefore(keys: PackedKeys, end: Cell): bigint | null {
  if (end === null) return null
  const next = BigInt(decoded(textIn(end)))
  return lastKey(keys) === next ? next : next - 1n
}

function lastKey(keys: PackedKeys): bigint | null {
  let last: bigint | null = null
  for (const wire of keys.texts.flatMap((text) => decoded(text).split(KEY_END))) {
    const [key] = readKey(keys, wire) ?? []
    if (key === undefined || key === null) continue
    const number = BigInt(key)
    if (last === null || number > last) last = number
  }
  return last
}

async function walked(running: Running, fetch: Fetch, probes: Probes): Promise<readonly Cell[] | null> {
  const { windows } = fetch
  const statements = running.run.compiled.windows[fetch.id]
  invariant(windows && statements, 'a fetch that looks in windows has their statements')
  const { window, page, within } = statements
  const { limit } = fetch.rows
  const shown = typeof limit === 'number' ? limit : Number(running.run.values[limit?.slot ?? 0])
  const row = await walkWindows({
    windows,
    wanted: shown + (readsOneMore(fetch.rows, fetch.views) ? 1 : 0),
    async askWindow(size, skip) {
      const { row, ran } = await runStatement(running, window, { page: { size, skip } })
      const rows = readWindow(running, fetch, windows, row[0] ?? null)
      Object.assign(ran, { strategy: 'window', rows: rows.length })
      running.spending.rows(rows.length, fetch.source)
      return rows
    },
    async askWithin(number, keys) {
      const planned = within[number]! // a statement for each probe
      const asked = planned.fetch.probe
      invariant(asked, 'a window is asked within by probes')
      const members = await probes.keysFor(planned.fetch)
      const { row, ran } = await runStatement(running, planned, { own: keys, members })
      const found = readProbe(running.run.catalog, asked, row[0] ?? null)
      Object.assign(ran, { strategy: 'within a window', rows: found.count })
      running.spending.rows(found.count, planned.fetch.source)
      return found
    },
    async askPage(rows, members) {
      const { row, ran } = await runStatement(running, page, { own: rows, members })
      ran.strategy = 'within windows'
      return row
    },
  })
  return row && textsOf(fetch, row)
}

function readWindow(
  { run: { catalog } }: Running,
  fetch: Fetch,
  { key, probes }: Windows,
  cell: Cell,
): readonly WindowRow[] {
  if (cell === null) return []
  const table = tableById(catalog, fetch.rows.table)
  const { canonicalKey } = dialectOf(catalog, fetch.source)
  const columns = [key, ...probes.map((probe) => probe.columns)]
  const types = columns.map((names) => names.map((name) => columnOf(table, name).type))
  return decoded(textIn(cell))
    .split(KEY_END)
    .map((wire) => {
      const parts = wire.split(MARK_NEXT)
      let at = 0
      const [own = null, ...ends] = types.map((each) => {
        at += each.length
        return readKey({ types: each, canonicalKey }, parts.slice(at - each.length, at).join(MARK_NEXT))
      })
      return { key: own, ends }
    })
}

function textsOf(fetch: Fetch, row: readonly Cell[]): readonly Cell[] {
  return row.slice(0, fetch.views.length)
}
