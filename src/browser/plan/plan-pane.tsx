import { useState } from 'react'
import type { RunExplanation } from '../../explain/explanation.ts'
import { useLastRun } from '../last-run.ts'
import { LaneChart } from './lane-chart.tsx'
import { StatementDetails } from './statement-details.tsx'
import { countText, crossingText, msText } from './words.ts'

/** The Plan pane: what the last run asked of which database, and when. */
export function PlanPane() {
  const run = useLastRun()
  return (
    <section className="heddle-plan" aria-label="Plan of the last run">
      <h2 className="heddle-title">Plan</h2>
      {run === null ? <p className="heddle-hint">Run a query: its statements are drawn here.</p> : null}
      {run === 'not told' ? (
        <p className="heddle-hint">
          The server tells no plan: the request was refused, or your role may not see plans.
        </p>
      ) : null}
      {run !== null && run !== 'not told' ? <RunView key={runId(run)} run={run} /> : null}
    </section>
  )
}

/** Another run has nothing of what was opened before. */
function runId({ ran, phases }: RunExplanation): string {
  return `${phases.prepare} ${phases.run} ${ran.length}`
}

function RunView({ run }: { readonly run: RunExplanation }) {
  const [chosen, choose] = useState<number | null>(null)
  const statement = chosen === null ? undefined : run.ran[chosen]
  const filters = run.crossings.filter(({ use }) => use !== 'link' && use !== 'relation')
  return (
    <>
      <p className="heddle-count" role="status">
        {countText(run)}
      </p>
      <p className="heddle-hint">
        prepared in {msText(run.phases.prepare)}, ran in {msText(run.phases.run)}, {run.path} path
      </p>
      {run.ran.length > 0 ? <LaneChart run={run} chosen={chosen} onChoose={choose} /> : null}
      {statement ? (
        <StatementDetails statement={statement} />
      ) : (
        <p className="heddle-hint">Choose a bar to see its statement.</p>
      )}
      {filters.length > 0 ? (
        <>
          <h3>Across links</h3>
          <ul className="heddle-crossings">
            {filters.map((crossing) => (
              <li key={`${crossing.from} ${crossing.to} ${crossing.use} ${crossing.relation}`}>
                {crossingText(crossing)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  )
}
