import { useMemo } from 'react'
import type { RunExplanation } from '../../explain/explanation.ts'
import { useWidth } from '../use-width.ts'
import { arrowPath, BAR, layOutLanes, type Bar } from './lay-out-lanes.ts'
import { barText, crossingText, statementText } from './words.ts'

interface LaneChartProps {
  readonly run: RunExplanation
  /** Place in `ran` of the statement whose details are shown. */
  readonly chosen: number | null
  onChoose(index: number | null): void
}

/** A lane for each database, a bar for each statement on one time axis, and arrows where keys cross. */
export function LaneChart({ run, chosen, onChoose }: LaneChartProps) {
  const [ref, width] = useWidth()
  const { height, lanes, arrows, ticks } = useMemo(() => layOutLanes(run, width), [run, width])
  return (
    <div className="heddle-lanes" style={{ height }}>
      <div className="heddle-lane-names">
        {lanes.map(({ source, y, height: lane }) => (
          <div key={source} className="heddle-lane-name" style={{ top: y, height: lane }}>
            {source}
          </div>
        ))}
      </div>
      <div className="heddle-axis" ref={ref}>
        {lanes.map(({ source, y, height: lane }) => (
          <div key={source} className="heddle-lane" data-source={source} style={{ top: y, height: lane }} />
        ))}
        {ticks.map(({ x, label }) => (
          <div key={label} className="heddle-tick" style={{ left: x, height }}>
            <span>{label}</span>
          </div>
        ))}
        {lanes.map(({ source, bars }) => (
          <div key={source} role="group" aria-label={`Statements of ${source}`}>
            {bars.map((bar) => (
              <StatementBar key={bar.index} bar={bar} run={run} chosen={chosen === bar.index} onChoose={onChoose} />
            ))}
          </div>
        ))}
        <svg className="heddle-arrows" width={width} height={height} aria-hidden="true">
          <defs>
            <marker id="heddle-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0,0.5L8,4L0,7.5z" />
            </marker>
          </defs>
          {arrows.map((arrow) => (
            <path
              key={`${arrow.from} ${arrow.to} ${arrow.crossing.use} ${arrow.crossing.relation}`}
              className={`heddle-arrow ${arrow.crossing.use}`}
              d={arrowPath(arrow)}
              markerEnd="url(#heddle-head)"
            >
              <title>{crossingText(arrow.crossing)}</title>
            </path>
          ))}
        </svg>
      </div>
    </div>
  )
}

interface StatementBarProps extends Omit<LaneChartProps, 'chosen'> {
  readonly bar: Bar
  readonly chosen: boolean
}

function StatementBar({ bar: { index, x, y, width, waited, words, room }, run, chosen, onChoose }: StatementBarProps) {
  const statement = run.ran[index]
  if (!statement) return null
  const label = barText(statement)
  return (
    <button
      type="button"
      className={`heddle-bar${statement.error === undefined ? '' : ' failed'}`}
      style={{ left: x, top: y, width, height: BAR }}
      aria-label={statementText(statement)}
      aria-expanded={chosen}
      title={statementText(statement)}
      onClick={() => onChoose(chosen ? null : index)}
    >
      <span className="heddle-wait" style={{ width: waited }} />
      <span className={`heddle-bar-text ${words}`} style={{ maxWidth: room }}>
        {label}
      </span>
    </button>
  )
}
