import { HEAD, ROW } from './card-size.ts'
import type { Card, End, RelationFacts } from './schema-map.ts'

/** How far a line leaves a card before it turns. */
const LEAVE = 46

/** The path of a relation: a curve from the column of one card to that of the other, from the sides that face each other. */
export function routeLine({ from, to }: RelationFacts, cards: ReadonlyMap<string, Card>): string {
  const near = cards.get(from.table)
  const far = cards.get(to.table)
  if (!near || !far) return ''
  const [nearSide, farSide] = sidesOf(near, far)
  const [x1, y1] = [edgeOf(near, nearSide), rowOf(near, from)]
  const [x2, y2] = [edgeOf(far, farSide), rowOf(far, to)]
  const reach = nearSide === farSide ? LEAVE : Math.max(LEAVE, Math.abs(x2 - x1) / 2)
  return `M${x1},${y1}C${x1 + nearSide * reach},${y1} ${x2 + farSide * reach},${y2} ${x2},${y2}`
}

/** −1: left, 1: right. Cards that stand above each other are joined on the right. */
function sidesOf(near: Card, far: Card): readonly [-1 | 1, -1 | 1] {
  if (near.x + near.width < far.x) return [1, -1]
  if (far.x + far.width < near.x) return [-1, 1]
  return [1, 1]
}

function edgeOf({ x, width }: Card, side: -1 | 1): number {
  return side === 1 ? x + width : x
}

function rowOf({ y, columns }: Card, { columns: [column] }: End): number {
  const index = columns.findIndex(({ name }) => name === column)
  return index === -1 ? y + HEAD / 2 : y + HEAD + index * ROW + ROW / 2
}
