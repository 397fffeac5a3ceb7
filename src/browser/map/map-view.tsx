import { useState, type KeyboardEvent } from 'react'
import type { Card, Line, Region, SchemaMap } from '../../map/schema-map.ts'
import { relatedTo, relationText, touches } from './related.ts'
import { TableCard } from './table-card.tsx'
import { useZoom, type Zoom } from './use-zoom.ts'
import { STEP, ZoomButtons } from './zoom-buttons.tsx'

interface MapViewProps {
  readonly map: SchemaMap
  /** Tables that stay lit: those of the last run. */
  readonly lit: ReadonlySet<string>
  /** Called with the table that somebody chose; absent: there is nothing to be done with one. */
  readonly onChoose?: (card: Card) => void
}

/**
 * The map: databases as regions, tables as cards, local relations inside of a region, links across. A table that the pointer
 * or the keyboard is on lights its relations, and what they lead to.
 */
export function MapView({ map, lit, onChoose }: MapViewProps) {
  const [at, setAt] = useState<string | null>(null)
  const near = at === null ? null : relatedTo(at, map)
  const card = map.cards.find(({ id }) => id === at)
  const zoom = useZoom(map)
  return (
    <div className="heddle-map">
      <div className="heddle-map-head">
        <p className="heddle-map-words" aria-live="polite">
          {card
            ? wordsOf(card, map)
            : `${map.cards.length} tables in ${map.regions.length} databases. Links are dashed.`}
        </p>
        <ZoomButtons zoom={zoom} />
      </div>
      {/* Focused it scrolls by the arrow keys. */}
      <div
        className="heddle-map-scroll"
        ref={zoom.ref}
        tabIndex={0}
        role="region"
        aria-label="Map, scrollable"
        aria-keyshortcuts="+ - 0"
        onKeyDown={(event) => zoomByKey(event, zoom)}
      >
        <svg
          viewBox={`0 0 ${map.width} ${map.height}`}
          style={{ width: map.width * zoom.scale }}
          role="group"
          aria-label="Map of the schema"
        >
          {map.regions.map((region) => (
            <RegionBox key={region.source} region={region} />
          ))}
          {map.lines
            .filter((line) => !isLit(line, at))
            .map((line) => (
              <LinePath key={lineId(line)} line={line} state={at === null ? '' : ' dim'} />
            ))}
          {map.cards.map((each) => (
            <TableCard
              key={each.id}
              card={each}
              state={near === null ? '' : near.has(each.id) ? ' near' : ' dim'}
              lit={lit.has(each.id)}
              relations={map.lines.filter((line) => touches(line, each.id)).map((line) => relationText(line, each.id))}
              onPoint={setAt}
              onChoose={onChoose}
            />
          ))}
          {/* What is lit lies on top of the cards that are not. */}
          {map.lines
            .filter((line) => isLit(line, at))
            .map((line) => (
              <LinePath key={lineId(line)} line={line} state=" lit" />
            ))}
        </svg>
      </div>
    </div>
  )
}

/** Also with a card focused. What is pressed with Ctrl is the browser's. */
function zoomByKey({ key, ctrlKey, metaKey }: KeyboardEvent, { by, fit }: Zoom): void {
  if (ctrlKey || metaKey) return
  if (key === '+' || key === '=') by(STEP)
  else if (key === '-') by(1 / STEP)
  else if (key === '0') fit()
}

function isLit(line: Line, at: string | null): boolean {
  return at !== null && touches(line, at)
}

function lineId({ from, to }: Line): string {
  return `${from.table}.${from.columns.join()} ${to.table}.${to.columns.join()}`
}

function wordsOf(card: Card, { lines }: SchemaMap): string {
  const relations = lines.filter((line) => touches(line, card.id)).map((line) => relationText(line, card.id))
  return `${card.id}${relations.length > 0 ? `: ${relations.join('; ')}` : ', without relations'}`
}

function RegionBox({ region: { x, y, width, height, source, dialect } }: { readonly region: Region }) {
  return (
    <g className="heddle-region" data-source={source}>
      <rect x={x} y={y} width={width} height={height} rx={12} />
      <text x={x + 18} y={y + 22}>
        {source} <tspan>{dialect}</tspan>
      </text>
    </g>
  )
}

function LinePath({ line: { kind, path, from, to }, state }: { readonly line: Line; readonly state: string }) {
  return (
    <path className={`heddle-line ${kind}${state}`} d={path} data-from={from.table} data-to={to.table}>
      <title>{`${from.table}.${from.columns.join()} = ${to.table}.${to.columns.join()}`}</title>
    </path>
  )
}
