import type { KeyboardEvent, SVGAttributes } from 'react'
import { HEAD, ROW } from '../../map/card-size.ts'
import type { Card } from '../../map/schema-map.ts'

interface TableCardProps {
  readonly card: Card
  /** Whether it is near what is pointed at: ` near`, ` dim`, or nothing. */
  readonly state: string
  /** Whether the last run asked it. */
  readonly lit: boolean
  /** Its relations in words. */
  readonly relations: readonly string[]
  onPoint(table: string | null): void
  readonly onChoose: ((card: Card) => void) | undefined
}

/** A table: a button that inserts a query, for pointer, keyboard and screen reader alike. */
export function TableCard({ card, state, lit, relations, onPoint, onChoose }: TableCardProps) {
  const { id, x, y, width, height, name, columns, hidden } = card
  const choose = (): void => onChoose?.(card)
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    choose()
  }
  return (
    <g
      className={`heddle-card${state}${lit ? ' lit' : ''}`}
      data-table={id}
      transform={`translate(${x} ${y})`}
      tabIndex={0}
      {...namesOf(card, lit, relations, onChoose !== undefined)}
      onPointerEnter={() => onPoint(id)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(id)}
      onBlur={() => onPoint(null)}
      onClick={choose}
      onKeyDown={press}
    >
      <rect className="heddle-card-box" width={width} height={height} rx={8} />
      <text className="heddle-card-name" x={12} y={20}>
        {name}
      </text>
      {columns.map((column, index) => (
        <g key={column.name} transform={`translate(0 ${HEAD + index * ROW + 13})`}>
          <text className={`heddle-column ${column.key ?? ''}`} x={12}>
            {column.name}
          </text>
          <text className="heddle-type" x={width - 12} textAnchor="end">
            {column.type}
          </text>
        </g>
      ))}
      {hidden > 0 ? (
        <text className="heddle-type" x={12} y={HEAD + columns.length * ROW + 13}>
          {hidden} more
        </text>
      ) : null}
    </g>
  )
}

/** A button is called by what is written on it; what lies around it is its description. */
function namesOf(
  { name, source }: Card,
  lit: boolean,
  relations: readonly string[],
  isButton: boolean,
): Pick<SVGAttributes<SVGGElement>, 'role' | 'aria-label' | 'aria-description'> {
  const description = [`in ${source}`, ...(lit ? ['asked by the last run'] : []), ...relations].join('. ')
  const names = { 'aria-description': description }
  return isButton ? { role: 'button', ...names } : { role: 'group', 'aria-label': name, ...names }
}
