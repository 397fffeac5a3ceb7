import type { ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { explain, missingSources } from '../api'

/** Nothing was found: says why, and what to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state" role="status">
      <p className="state-title">{title}</p>
      {children}
    </div>
  )
}

/** Nothing can be shown. */
export function Failure({ error, retry }: { error: CombinedError | undefined; retry(): void }) {
  return (
    <div className="state state-failed" role="alert">
      <p className="state-title">{explain(error)}</p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

/** Most can be shown: says what is missing. */
export function Missing({ error }: { error: CombinedError | undefined }) {
  const sources = missingSources(error)
  if (sources.length === 0) return null
  return (
    <p className="missing" role="status">
      The database {sources.map((source) => `“${source}”`).join(' and ')} does not answer at the moment. What lies there
      is left out.
    </p>
  )
}

/** Grey bars in the place of rows that are on their way. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="skeleton">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} aria-hidden="true" />
      ))}
    </div>
  )
}
