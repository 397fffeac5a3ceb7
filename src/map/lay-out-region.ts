import { Graph, layout } from '@dagrejs/dagre'
import { HEAD, ROW } from './card-size.ts'
import { packBoxes } from './pack-boxes.ts'
import type { Card, RelationFacts, TableFacts } from './schema-map.ts'

/** Width of a character at the size in which columns are written, about. */
const CHARACTER = 6.7
const LEAST_WIDTH = 150
const BETWEEN_CARDS = 26
const BETWEEN_RANKS = 64

/** The cards of one database, from 0, 0. */
export interface RegionLayout {
  readonly width: number
  readonly height: number
  readonly cards: readonly Card[]
}

/**
 * Places the tables of a database: those that local relations join by layers (dagre), what they do not reach side by side.
 */
export function layOutRegion(tables: readonly TableFacts[], relations: readonly RelationFacts[]): RegionLayout {
  const ids = new Set(tables.map(({ id }) => id))
  const local = relations.filter(({ from, to }) => ids.has(from.table) && ids.has(to.table))
  const groups = joined(tables, local).map((group) => layOutGroup(group, local))
  const { width, height, boxes } = packBoxes(groups, { gap: BETWEEN_CARDS, ratio: 1.3, ordered: false })
  const cards = groups.flatMap((group, index) => {
    const { x, y } = boxes[index]! // a box for each
    return group.cards.map((card) => ({ ...card, x: card.x + x, y: card.y + y }))
  })
  return { width, height, cards }
}

function layOutGroup(tables: readonly TableFacts[], relations: readonly RelationFacts[]): RegionLayout {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: BETWEEN_CARDS, ranksep: BETWEEN_RANKS, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const table of tables) graph.setNode(table.id, sizeOf(table))
  for (const { from, to } of relations) {
    if (from.table === to.table || !graph.hasNode(from.table) || !graph.hasNode(to.table)) continue
    // The one side stands left: what many rows hang on comes before them.
    const [left, right] = from.many ? [to, from] : [from, to]
    graph.setEdge(left.table, right.table, {}, left.columns.join() + right.columns.join())
  }
  layout(graph)
  const cards = tables.map((table): Card => {
    const { x = 0, y = 0, width, height } = { ...sizeOf(table), ...placeIn(graph, table.id) }
    return { ...table, x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height }
  })
  return {
    width: Math.max(...cards.map(({ x, width }) => x + width)),
    height: Math.max(...cards.map(({ y, height }) => y + height)),
    cards,
  }
}

/** Dagre's types leave open whether a node has been placed. */
function placeIn(graph: Graph, id: string): { readonly x?: number; readonly y?: number } {
  const { x, y } = graph.node(id) as { readonly x: number; readonly y: number }
  return { x, y }
}

function sizeOf({ name, columns, hidden }: TableFacts): { readonly width: number; readonly height: number } {
  const texts = columns.map((column) => column.name.length + column.type.length + 5)
  const longest = Math.max(name.length * 1.3 + 4, ...texts)
  return {
    width: Math.max(LEAST_WIDTH, Math.ceil(longest * CHARACTER)),
    height: HEAD + (columns.length + (hidden > 0 ? 1 : 0)) * ROW + 8,
  }
}

/** Tables in groups that relations hold together, the largest first. */
function joined(
  tables: readonly TableFacts[],
  relations: readonly RelationFacts[],
): readonly (readonly TableFacts[])[] {
  const groupOf = new Map(tables.map((table) => [table.id, [table]]))
  for (const { from, to } of relations) {
    const [one, other] = [groupOf.get(from.table)!, groupOf.get(to.table)!] // both ends are here
    if (one === other) continue
    one.push(...other)
    for (const { id } of other) groupOf.set(id, one)
  }
  return [...new Set(groupOf.values())].sort((one, other) => other.length - one.length)
}
