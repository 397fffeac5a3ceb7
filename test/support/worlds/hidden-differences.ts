import type { Catalog, Table } from '../../../src/catalog/catalog.ts'
import { referenceData, type ReferenceData } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'
import { visibleColumns, visibleRows, type OddContext, type ReadRules } from './odd-policies.ts'
import { createDraw, type Draw } from './seed.ts'
import { wireRows, type SeedRow, type World, type WorldSource, type WorldTable } from './world.ts'

/** A viewer for whom two worlds must look alike. */
export interface Looker {
  readonly role: string
  readonly rules: ReadRules
  readonly context: OddContext
}

/** What becomes of one row: another in its place, none, or a further one behind all others. */
type Change =
  | { readonly kind: 'replace'; readonly place: number; readonly row: SeedRow }
  | { readonly kind: 'drop'; readonly place: number }
  | { readonly kind: 'add'; readonly row: SeedRow }

/** A world that looks to the viewer as the given one does, and how many of its rows are others. */
export interface OtherWorld {
  readonly world: World
  readonly changes: number
}

/**
 * Makes a world that differs in everything that the viewer does not see: hidden rows hold other values, are gone, or are
 * more; visible rows hold other values in hidden columns. Changes that would show (a rule asks about other rows) are left out.
 */
export function differInHidden(world: World, catalog: Catalog, looker: Looker, seed: number): OtherWorld {
  const draw = createDraw(seed)
  const seen = (of: World) => sight(dataOf(settled(of), catalog), looker)
  const before = seen(world)
  const whole = dataOf(world, catalog)
  const shown = visibleRows(whole, looker.rules, looker.context)
  let changed = world
  let changes = 0
  /** As many of the changes as do not show: all, or those of each half. */
  function apply(source: string, table: string, wanted: readonly Change[]): void {
    if (wanted.length === 0) return
    const next = withViews(withChanges(changed, source, table, wanted))
    if (seen(next) === before) {
      changed = next
      changes += wanted.length
      return
    }
    if (wanted.length === 1) return
    const middle = wanted.length >> 1
    apply(source, table, wanted.slice(middle)) // from behind: places before stay what they are
    apply(source, table, wanted.slice(0, middle))
  }
  for (const source of world.sources) {
    for (const seeded of source.tables) {
      const table = [...catalog.tables.values()].find(
        (each) => each.source === source.name && each.sqlName === seeded.name,
      )
      if (!table || seeded.view) continue
      const visible = new Set(shown.rows.get(table.id))
      const hidden = (whole.rows.get(table.id) ?? []).map((row) => !visible.has(row))
      apply(source.name, seeded.name, drawChanges({ draw, source, seeded, table, hidden, looker, catalog }))
    }
  }
  return { world: settled(changed), changes }
}

function dataOf(world: World, catalog: Catalog): ReferenceData {
  return referenceData(catalog, wireRows(world, catalog))
}

/** What the viewer sees of the data: the visible columns of the visible rows. */
function sight(data: ReferenceData, { rules, context }: Looker): string {
  const tables = [...visibleRows(data, rules, context).rows].map(([id, rows]) => {
    const columns = visibleColumns(data.catalog, rules, id)
    return [id, rows.map((row) => columns.map((column) => row[column] ?? null))]
  })
  return JSON.stringify(tables)
}

interface Changing {
  readonly draw: Draw
  readonly source: WorldSource
  readonly seeded: WorldTable
  readonly table: Table
  /** By row. */
  readonly hidden: readonly boolean[]
  readonly looker: Looker
  readonly catalog: Catalog
}

function drawChanges(changing: Changing): Change[] {
  const { draw, source, seeded, table, hidden, looker, catalog } = changing
  const shown = visibleColumns(catalog, looker.rules, table.id)
  const keys = new Set(table.keys.flatMap((key) => key.columns))
  const free = table.columns.filter(({ name }) => !keys.has(name))
  const secret = free.filter(({ name }) => !shown.includes(name))
  const other = (row: SeedRow, columns: readonly { sqlName: string }[]): SeedRow => ({
    ...row,
    ...Object.fromEntries(columns.map(({ sqlName }) => [sqlName, draw.pick(seeded.rows)[sqlName] ?? null])),
  })
  const referenced = source.dialect === 'postgres' && ['users', 'groups'].includes(seeded.name)
  const changes = seeded.rows.flatMap((row, place): Change[] => {
    if (!hidden[place]) return secret.length === 0 ? [] : [{ kind: 'replace', place, row: other(row, secret) }]
    if (!referenced && draw.int(1, 3) === 1) return [{ kind: 'drop', place }]
    return [{ kind: 'replace', place, row: other(row, free.filter(() => draw.int(1, 2) === 1)) }] // prettier-ignore
  })
  const more = hidden.flatMap((isHidden, place): Change[] => {
    const row = seeded.rows[place]
    const key = row && freshKey(changing, row, place)
    return isHidden && key ? [{ kind: 'add', row: { ...other(row, free), ...key } }] : []
  })
  return [...changes, ...more]
}

/** Values that no row has for every unique column; null for keys that are made of other rows' keys. */
function freshKey({ draw, table }: Changing, row: SeedRow, place: number): SeedRow | null {
  if (table.keys.some((key) => key.columns.length > 1)) return null
  const columns = table.columns.filter(({ name }) => table.keys.some((key) => key.columns[0] === name))
  const fresh = columns.map(({ sqlName, type }): readonly [string, Wire] => {
    if (type.kind === 'uuid') return [sqlName, draw.uuid()]
    if (type.kind === 'bigint') return [sqlName, String(BigInt(String(row[sqlName])) + 1000n + BigInt(place))]
    return [sqlName, type.kind === 'int' ? 1000 + place : `h${place}`]
  })
  return Object.fromEntries(fresh)
}

function withChanges(world: World, source: string, table: string, changes: readonly Change[]): World {
  return withRows(world, source, table, (rows) => {
    const byPlace = new Map(changes.flatMap((change) => (change.kind === 'add' ? [] : [[change.place, change]])))
    const kept = rows.flatMap((row, place) => {
      const change = byPlace.get(place)
      if (!change) return [row]
      return change.kind === 'replace' ? [change.row] : [gone]
    })
    return [...kept, ...changes.flatMap((change) => (change.kind === 'add' ? [change.row] : []))]
  })
}

/** Stands where a row was, so that places stay what they are. */
const gone: SeedRow = {}

function withRows(world: World, source: string, table: string, change: (rows: readonly SeedRow[]) => SeedRow[]): World {
  return {
    ...world,
    sources: world.sources.map((each) =>
      each.name !== source
        ? each
        : { ...each, tables: each.tables.map((of) => (of.name === table ? { ...of, rows: change(of.rows) } : of)) },
    ),
  }
}

/** The rows of the odd world's views, made again. */
function withViews(world: World): World {
  const rowsOf = (source: string, table: string) =>
    world.sources.find(({ name }) => name === source)?.tables.find(({ name }) => name === table)?.rows ?? []
  const active = rowsOf('accounts', 'users').filter((row) => row['active'] === true)
  const best = rowsOf('catalog', 'reviews').filter((row) => row['stars'] === 5)
  const only = (row: SeedRow, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
  const users = withRows(world, 'accounts', 'active_users', () =>
    active.map((row) => only(row, ['id', 'name', 'country', 'score'])),
  )
  return withRows(users, 'catalog', 'best_reviews', () => best.map((row) => only(row, ['id', 'sku', 'body'])))
}

/** The world without the places of rows that are gone. */
function settled(world: World): World {
  const sources = world.sources.map((source) => ({
    ...source,
    tables: source.tables.map((table) => ({ ...table, rows: table.rows.filter((row) => row !== gone) })),
  }))
  return { ...world, sources }
}
