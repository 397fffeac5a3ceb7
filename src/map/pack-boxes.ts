import type { Box } from './schema-map.ts'

interface Size {
  readonly width: number
  readonly height: number
}

interface Packing {
  /** Between two boxes. */
  readonly gap: number
  /** Width over height that the whole should have, about. */
  readonly ratio: number
  /** Whether the boxes keep their order; else the highest come first, so that rows have little waste. */
  readonly ordered: boolean
}

/** Boxes with their places, each at the position of its size. */
interface Packed extends Size {
  readonly boxes: readonly Box[]
}

/** Places boxes in rows from left to right: rows as long as bring the whole nearest to the ratio. */
export function packBoxes(sizes: readonly Size[], { gap, ratio, ordered }: Packing): Packed {
  const order = sizes.map((_, index) => index)
  if (!ordered) order.sort((one, other) => sizes[other]!.height - sizes[one]!.height)
  const widest = Math.max(0, ...sizes.map(({ width }) => width))
  // As long as the first so many boxes; none shorter than the longest box.
  const lengths = order.map((_, last) =>
    order.slice(0, last + 1).reduce((sum, at) => sum + sizes[at]!.width + gap, -gap),
  )
  const packed = [widest, ...lengths.filter((length) => length > widest)].map((most) => pack(sizes, order, gap, most))
  const miss = ({ width, height }: Size): number => Math.abs(Math.log(width / Math.max(1, height) / ratio))
  return packed.reduce((best, each) => (miss(each) < miss(best) ? each : best))
}

function pack(sizes: readonly Size[], order: readonly number[], gap: number, most: number): Packed {
  const boxes: Box[] = []
  let [x, y, rowHeight, width] = [0, 0, 0, 0]
  for (const index of order) {
    const size = sizes[index]! // an index of them
    if (x > 0 && x + size.width > most) {
      x = 0
      y += rowHeight + gap
      rowHeight = 0
    }
    boxes[index] = { x, y, width: size.width, height: size.height }
    x += size.width + gap
    rowHeight = Math.max(rowHeight, size.height)
    width = Math.max(width, x - gap)
  }
  return { width, height: y + rowHeight, boxes }
}
