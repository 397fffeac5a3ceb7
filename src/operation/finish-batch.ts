import type { BatchDraft, RowDraft } from './batch-draft.ts'
import type { Binding } from './binding.ts'
import type { Batch, BatchWork, CellGroup, Cells, Change, Match } from './write-shape.ts'

/** A batch as shape and values, when all its rows are there. */
export function finishBatch(binding: Binding, draft: BatchDraft): Batch {
  const keep = (value: unknown): number => binding.slots.derived(`written ${binding.slots.values.length}`, value)
  return {
    table: draft.table.id,
    via: draft.via,
    parents: draft.via === null ? null : keep(draft.parents),
    work: finishWork(draft, keep),
    check: draft.guards.check,
    limit: draft.guards.limit,
  }
}

type Keep = (value: unknown) => number

function finishWork(draft: BatchDraft, keep: Keep): BatchWork {
  const { work, guards } = draft
  const { policy } = guards
  switch (work.kind) {
    case 'insert':
      return { ...work, groups: groupCells([...draft.rows.entries()], keep) }
    case 'keyed': {
      // Rows with a condition of their own stand apart: as few as conditions may be, so that one statement takes them all.
      const [plain, matched] = [false, true].map((has) => {
        return groupRows([...draft.rows.entries()].filter(([at]) => draft.matches.has(at) === has))
      }) as [RowGroup[], RowGroup[]]
      const groups = [...plain, ...matched]
      const then = finishChange(draft, work.change, keep)
      return { kind: 'keyed', keys: groups.map(keepCells(keep)), matches: matchesOf(draft, groups), policy, then }
    }
    case 'filtered': {
      const { where, change } = work
      return { kind: 'filtered', policy, where, then: finishChange(draft, change, keep) }
    }
    case 'changed':
      return { ...work, policy }
  }
}

function finishChange({ changes }: BatchDraft, kind: Change['kind'], keep: Keep): Change {
  if (kind === 'delete' || kind === 'nothing') return { kind }
  const rows = [...changes].filter(([, { set, added }]) => set.size + added.size > 0)
  if (rows.length === 0 && kind === 'update') return { kind: 'nothing' }
  const cells = rows.map(([at, { set, added }]) => [at, new Map([...set, ...added])] as const)
  const addedAt = new Map(rows.map(([at, { added }]) => [at, [...added.keys()]]))
  return { kind, groups: groupCells(cells, keep, addedAt) }
}

/** What rows must be like still, by where their keys stand. */
function matchesOf({ matches }: BatchDraft, groups: readonly RowGroup[]): Match[] {
  return groups.flatMap(({ at }, group) =>
    at.flatMap((position, row): Match[] => {
      const where = matches.get(position)
      return where ? [{ group, row, where }] : []
    }),
  )
}

interface RowGroup {
  readonly columns: readonly string[]
  readonly added: readonly string[]
  readonly at: number[]
  readonly rows: unknown[][]
}

function groupCells(rows: Parameters<typeof groupRows>[0], keep: Keep, added?: ReadonlyMap<number, readonly string[]>) {
  return groupRows(rows, added).map(keepCells(keep))
}

function keepCells(keep: Keep): (group: RowGroup) => CellGroup {
  return ({ columns, added, at, rows }) => ({ columns, added, rows: keep({ at, rows } satisfies Cells) })
}

/** Rows that give the same columns stand together: one statement writes them. */
function groupRows(
  rows: readonly (readonly [number, RowDraft])[],
  added: ReadonlyMap<number, readonly string[]> = new Map(),
): RowGroup[] {
  const groups = new Map<string, RowGroup>()
  for (const [at, cells] of rows) {
    const columns = [...cells.keys()].sort()
    const adds = added.get(at) ?? []
    const key = JSON.stringify([columns, adds])
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { columns, added: adds, at: [], rows: [] }))
    group.at.push(at)
    group.rows.push(columns.map((column) => cells.get(column)))
  }
  return [...groups.values()]
}
