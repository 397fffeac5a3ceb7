import type { GraphiQLPlugin } from '@graphiql/react'
import { PlanPane } from './plan-pane.tsx'

function PlanIcon() {
  return (
    <svg viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <rect x="1" y="2" width="7" height="3" rx="1" />
      <rect x="5" y="6.5" width="8" height="3" rx="1" />
      <rect x="9" y="11" width="6" height="3" rx="1" />
    </svg>
  )
}

/** How the last run was answered, statement by statement. */
export const planPlugin: GraphiQLPlugin = { title: 'Plan', icon: PlanIcon, content: PlanPane }
