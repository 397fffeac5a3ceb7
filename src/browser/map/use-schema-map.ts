import { useEffect, useState } from 'react'
import type { SchemaMap } from '../../map/schema-map.ts'

/** What is known of the map. */
export type MapState =
  | { readonly kind: 'asked' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'known'; readonly map: SchemaMap }

/** Asks the server for the map of what the viewer may name. @param headers with which requests are made, as JSON-able data */
export function useSchemaMap(headers: Readonly<Record<string, string>>): MapState {
  const [state, setState] = useState<MapState>({ kind: 'asked' })
  const given = JSON.stringify(headers)
  useEffect(() => {
    const stopped = new AbortController()
    askMap(given, stopped.signal).then(setState, (error: unknown) => {
      if (!stopped.signal.aborted) setState({ kind: 'failed', why: `The map could not be read: ${String(error)}` })
    })
    return () => stopped.abort()
  }, [given])
  return state
}

async function askMap(headers: string, signal: AbortSignal): Promise<MapState> {
  const given = JSON.parse(headers) as Record<string, string> // ours
  const response = await fetch('/map', { signal, headers: { ...given, accept: 'application/json' } })
  if (response.status === 401) {
    return {
      kind: 'failed',
      why: 'The server has to know who asks: put the token into the headers, and open the map again.',
    }
  }
  if (!response.ok) return { kind: 'failed', why: `The map could not be read: the server answered ${response.status}.` }
  return { kind: 'known', map: (await response.json()) as SchemaMap } // the server's own
}
