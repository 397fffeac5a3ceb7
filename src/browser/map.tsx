import './style.css'
import { createRoot } from 'react-dom/client'
import { MapView } from './map/map-view.tsx'
import { useSchemaMap } from './map/use-schema-map.ts'

/** The map as a page of its own. */
function MapPage() {
  const state = useSchemaMap({})
  return (
    <main className="heddle-map-page">
      <h1>The map</h1>
      {state.kind === 'failed' ? <p role="alert">{state.why}</p> : null}
      {state.kind === 'known' ? <MapView map={state.map} lit={new Set()} /> : null}
    </main>
  )
}

createRoot(document.getElementById('root')!).render(<MapPage />)
