import type { SchemaFacts } from './describe-schema.ts'
import { layOutRegion } from './lay-out-region.ts'
import { packBoxes } from './pack-boxes.ts'
import { routeLine } from './route-line.ts'
import type { Box, Card, Region, SchemaMap } from './schema-map.ts'

/** Between the border of a region and its cards; above them stands the region's name. */
const PADDING = 20
const TITLE = 34
/** Between regions: links need room to be told from each other. */
const GAP = 90
const MARGIN = 24

/** Gives everything on a map its place. The same schema has the same map. */
export function layOutMap({ sources, tables, relations }: SchemaFacts): SchemaMap {
  const inner = new Map(
    sources.map(({ source }) => {
      const own = tables.filter((table) => table.source === source)
      return [source, layOutRegion(own, relations)] as const
    }),
  )
  const ordered = byLinks(sources, (one, other) => linksBetween(relations, one, other))
  const sizes = ordered.map(({ source }) => {
    const { width = 0, height = 0 } = inner.get(source) ?? {}
    return { width: width + 2 * PADDING, height: height + TITLE + PADDING }
  })
  const { width, height, boxes } = packBoxes(sizes, { gap: GAP, ratio: 1.8, ordered: true })
  const regions = ordered.map((facts, index): Region => ({ ...facts, ...moved(boxes[index]!, MARGIN, MARGIN) })) // a box for each
  const cards = regions.flatMap(({ source, x, y }): readonly Card[] => {
    return (inner.get(source)?.cards ?? []).map((card) => ({ ...card, ...moved(card, x + PADDING, y + TITLE) }))
  })
  const byId = new Map(cards.map((card) => [card.id, card]))
  const lines = relations.map((relation) => ({ ...relation, path: routeLine(relation, byId) }))
  return { width: width + 2 * MARGIN, height: height + 2 * MARGIN, regions, cards, lines }
}

function moved<B extends Box>(box: B, x: number, y: number): Box {
  return { x: box.x + x, y: box.y + y, width: box.width, height: box.height }
}

function linksBetween(relations: SchemaFacts['relations'], one: string, other: string): number {
  return relations.filter(({ from, to }) => {
    const ends = [sourceOf(from.table), sourceOf(to.table)]
    return ends.includes(one) && ends.includes(other)
  }).length
}

function sourceOf(table: string): string {
  return table.slice(0, table.indexOf('.'))
}

/** Databases in an order in which those that are linked stand side by side: each next is the most linked to those before. */
function byLinks<S extends { readonly source: string }>(
  sources: readonly S[],
  between: (one: string, other: string) => number,
): readonly S[] {
  const left = [...sources]
  const ordered: S[] = []
  while (left.length > 0) {
    const weight = ({ source }: S): number => {
      // The first is the one that is linked least: a line of databases begins at an end.
      if (ordered.length === 0) return -sources.reduce((sum, other) => sum + between(source, other.source), 0)
      return ordered.reduce((sum, other, at) => sum + between(source, other.source) * (at + 1), 0)
    }
    const next = left.reduce((best, each) => (weight(each) > weight(best) ? each : best))
    ordered.push(next)
    left.splice(left.indexOf(next), 1)
  }
  return ordered
}
