import type { RanStatement } from '../../explain/explanation.ts'
import { factTexts, tableText } from './words.ts'

/** A statement in full: its numbers at once, its SQL and its parameters when somebody asks for them. */
export function StatementDetails({ statement }: { readonly statement: RanStatement }) {
  const { source, sql, parameters } = statement
  return (
    <section className="heddle-details" aria-label="Statement">
      <h3>
        {tableText(statement)} at {source}
      </h3>
      <ul className="heddle-facts">
        {factTexts(statement).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <details>
        <summary>SQL</summary>
        <pre tabIndex={0}>{sql}</pre>
      </details>
      {parameters ? (
        <details>
          <summary>{parameters.length === 1 ? '1 parameter' : `${parameters.length} parameters`}</summary>
          <ol className="heddle-parameters">
            {parameters.map((parameter, index) => (
              // Parameters have places and nothing else.
              <li key={index}>
                <code>{JSON.stringify(parameter)}</code>
              </li>
            ))}
          </ol>
        </details>
      ) : (
        <p className="heddle-hint">Parameters are not told to a role from which a policy hides rows.</p>
      )}
    </section>
  )
}
