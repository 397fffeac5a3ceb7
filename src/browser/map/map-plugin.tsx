import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react'
import { useMemo } from 'react'
import { useLastRun } from '../last-run.ts'
import { readHeaders } from './read-headers.ts'
import { MapView } from './map-view.tsx'
import { askedTables } from './related.ts'
import { useSchemaMap } from './use-schema-map.ts'

/** The Map pane: the schema as a map, on which the tables of the last run are lit; choosing a table inserts a query. */
function MapPane() {
  const headers = useGraphiQL((state) => state.headerEditor?.getValue() ?? '')
  const { addTab } = useGraphiQLActions()
  const editor = useGraphiQL((state) => state.queryEditor)
  const state = useSchemaMap(useMemo(() => readHeaders(headers), [headers]))
  const run = useLastRun()
  const lit = useMemo(() => (run === null || run === 'not told' ? new Set<string>() : askedTables(run)), [run])
  return (
    <section className="heddle-map-pane" aria-label="Map of the schema">
      <h2 className="heddle-title">Map</h2>
      <p className="heddle-hint">
        Choose a table to begin a query of it. <a href="/map">The map as a page</a>
      </p>
      {state.kind === 'failed' ? <p role="alert">{state.why}</p> : null}
      {state.kind === 'known' ? (
        <MapView
          map={state.map}
          lit={lit}
          onChoose={({ query }) => {
            // What somebody has written is not written over.
            if (editor?.getValue().trim() !== '') addTab()
            editor?.setValue(query)
          }}
        />
      ) : null}
    </section>
  )
}

function MapIcon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <rect x="1" y="2" width="5" height="5" rx="1" />
      <rect x="10" y="2" width="5" height="5" rx="1" />
      <rect x="5.5" y="10" width="5" height="5" rx="1" />
      <path d="M6 4.5h4M3.5 7v3.5h2M12.5 7v5h-2" />
    </svg>
  )
}

/** The schema as a map. */
export const mapPlugin: GraphiQLPlugin = { title: 'Map', icon: MapIcon, content: MapPane }
