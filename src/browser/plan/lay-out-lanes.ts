import { barText } from './words.ts'
import type { RanStatement, RunCrossing, RunExplanation } from '../../explain/explanation.ts'

export const BAR = 26
const BETWEEN_BARS = 6
const LANE_PADDING = 8
const AXIS_HEIGHT = 24
/** A bar can be hit and seen, however short it was. */
const LEAST_BAR = 10
/** Width of a character on a bar, about, and of the space around the words. */
const CHARACTER = 6.6
const WORDS_PADDING = 14

/** The statements of a run, placed on lanes of one time axis. */
export interface Lanes {
  readonly height: number
  readonly lanes: readonly Lane[]
  readonly arrows: readonly Arrow[]
  readonly ticks: readonly Tick[]
}

/** A database. */
export interface Lane {
  readonly source: string
  readonly y: number
  readonly height: number
  readonly bars: readonly Bar[]
}

/** A statement. */
export interface Bar {
  /** Its place in `ran`. */
  readonly index: number
  readonly x: number
  readonly y: number
  readonly width: number
  /** Of its width, the part in which it waited. */
  readonly waited: number
  /** Where its words stand: on it where they fit, else after it, or before it where the axis ends. */
  readonly words: 'on' | 'after' | 'before'
  /** How wide they may be there. */
  readonly room: number
}

/** Keys on their way from one statement to another. */
export interface Arrow {
  readonly crossing: RunCrossing
  /** Places in `ran`. */
  readonly from: number
  readonly to: number
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

export interface Tick {
  readonly x: number
  readonly label: string
}

/**
 * Places the statements of a run: a lane for each database in the order in which they were asked, a bar for each statement
 * from its start to its end; those that ran at the same time stand below each other. @param width of the axis, in pixels
 */
export function layOutLanes({ ran, crossings }: Pick<RunExplanation, 'ran' | 'crossings'>, width: number): Lanes {
  const end = Math.max(0.001, ...ran.map(({ start, ms }) => start + ms))
  const scale = Math.max(0, width - LEAST_BAR) / end
  const lanes: Lane[] = []
  let y = AXIS_HEIGHT
  for (const source of new Set(ran.map((statement) => statement.source))) {
    const own = ran.flatMap((statement, index) => (statement.source === source ? [{ statement, index }] : []))
    const { bars, rows } = stackBars(own, { y: y + LANE_PADDING, scale, width })
    const height = 2 * LANE_PADDING + rows * BAR + (rows - 1) * BETWEEN_BARS
    lanes.push({ source, y, height, bars })
    y += height
  }
  const bars = new Map(lanes.flatMap((lane) => lane.bars.map((bar) => [bar.index, bar] as const)))
  return {
    height: y,
    lanes,
    arrows: crossings.flatMap((crossing) => arrowsOf(crossing, ran, bars)),
    ticks: ticksOf(end, scale, width),
  }
}

interface Numbered {
  readonly statement: RanStatement
  readonly index: number
}

function stackBars(
  statements: readonly Numbered[],
  { y, scale, width: axis }: { readonly y: number; readonly scale: number; readonly width: number },
): { readonly bars: readonly Bar[]; readonly rows: number } {
  /** By row: where its last bar ends. */
  const ends: number[] = []
  const bars = [...statements]
    .sort((one, other) => one.statement.start - other.statement.start)
    .map(({ statement, index }): Bar => {
      const { start, ms, wait } = statement
      const x = start * scale
      const width = Math.max(LEAST_BAR, ms * scale)
      const text = barText(statement).length * CHARACTER + WORDS_PADDING
      const words = text <= width ? 'on' : x + width + text <= axis || x < text ? 'after' : 'before'
      const [from, to] = [words === 'before' ? x - text : x, words === 'after' ? x + width + text : x + width]
      const free = ends.findIndex((taken) => taken <= from)
      const row = free === -1 ? ends.length : free
      ends[row] = to
      const waited = ms === 0 ? 0 : (width * wait) / ms
      const room = words === 'on' ? width : words === 'after' ? Math.max(0, axis - x - width) : x
      return { index, x, y: y + row * (BAR + BETWEEN_BARS), width, waited, words, room }
    })
  return { bars, rows: ends.length }
}

/** To each statement of the step that takes keys, from the last of the step that found them that had ended by then. */
function arrowsOf(
  crossing: RunCrossing,
  ran: readonly RanStatement[],
  bars: ReadonlyMap<number, Bar>,
): readonly Arrow[] {
  const of = (step: string): readonly Numbered[] =>
    ran.flatMap((statement, index) => (statement.step === step ? [{ statement, index }] : []))
  const givers = of(crossing.from)
  return of(crossing.to).flatMap(({ statement: { start, wait }, index: to }) => {
    // For a connection that is kept for several statements it waited before there were keys: it has them when it runs.
    const before = givers.filter(({ statement }) => statement.start + statement.ms <= start + wait + TOLERANCE)
    const last = before.reduce<Numbered | undefined>((late, each) => {
      return late && late.statement.start + late.statement.ms > each.statement.start + each.statement.ms ? late : each
    }, undefined)
    const [giver, taker] = [bars.get(last?.index ?? -1), bars.get(to)]
    if (!last || !giver || !taker) return []
    const below = taker.y >= giver.y
    const [x1, y1] = [giver.x + giver.width, giver.y + (below ? BAR : 0)]
    const waited = last.statement.start + last.statement.ms > start + TOLERANCE ? taker.waited : 0
    const [x2, y2] = [taker.x + waited, taker.y + (below ? 0 : BAR)]
    return [{ crossing, from: last.index, to, x1, y1, x2, y2 }]
  })
}

/** Times are rounded to microseconds, each of the four for itself. */
const TOLERANCE = 0.0025

/** Width of a tick's label and the space that it needs. */
const TICK = 70

/** Times on the axis: 1, 2 or 5 times a power of ten, as many as have room for their names. */
function ticksOf(end: number, scale: number, width: number): readonly Tick[] {
  const rough = end / Math.min(6, Math.max(1, width / TICK))
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough) ?? rough
  const count = Math.floor(end / step + 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => {
    const time = index * step
    return { x: time * scale, label: `${Number(time.toPrecision(6))} ms` }
  })
}

/** The curve of an arrow: down (or up) first, as time goes on while keys go from lane to lane. */
export function arrowPath({ x1, y1, x2, y2 }: Arrow): string {
  const bend = Math.max(14, Math.abs(y2 - y1) / 2) * Math.sign(y2 - y1 || 1)
  return `M${x1},${y1}C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`
}
