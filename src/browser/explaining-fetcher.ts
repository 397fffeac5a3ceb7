import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit'
import type { RunExplanation } from '../explain/explanation.ts'
import { keepRun, type LastRun } from './last-run.ts'

interface Answer {
  readonly extensions?: { readonly explain?: RunExplanation } & Readonly<Record<string, unknown>>
}

/**
 * Asks the server, and asks it how it answers. The explanation goes to the panes and not to the answer that is shown: there
 * it would bury the data.
 */
export function createExplainingFetcher(url: string): Fetcher {
  const ask = createGraphiQLFetcher({ url, fetch: explainedFetch, enableIncrementalDelivery: true })
  return (params, options) => {
    const headers = { ...options?.headers, 'x-heddle-explain': 'parameters' }
    return params.operationName === 'IntrospectionQuery' ? ask(params, options) : ask(params, { ...options, headers })
  }
}

async function explainedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init)
  const asked = new Headers(init?.headers).has('x-heddle-explain')
  // An answer in parts says nothing of its plan.
  const whole = response.headers.get('content-type')?.includes('json') ?? false
  if (!asked || !whole) return response
  const { run, rest } = takeExplanation((await response.json()) as Answer)
  keepRun(run)
  return new Response(JSON.stringify(rest), { status: response.status, headers: response.headers })
}

/** The explanation of an answer, and the answer without it. */
export function takeExplanation(answer: Answer): { readonly run: LastRun; readonly rest: Answer } {
  const { extensions, ...others } = answer
  if (!extensions?.explain) return { run: 'not told', rest: answer }
  const { explain, ...left } = extensions
  return { run: explain, rest: Object.keys(left).length === 0 ? others : { ...others, extensions: left } }
}
