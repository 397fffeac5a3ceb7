import type { GraphQLSchema } from 'graphql'
import { defaultQuery } from './default-query.ts'

const mark = 'HEDDLE_DEFAULT_QUERY'

/**
 * Makes the GraphiQL page: one HTML text that holds its scripts, styles and workers, so that it works without any
 * network. The package (9 MB) is loaded when the first browser asks.
 */
export function createGraphiql(): (schema: GraphQLSchema | undefined) => Promise<Uint8Array<ArrayBuffer>> {
  let parts: Promise<readonly [Buffer, Buffer]> | undefined
  return async (schema) => {
    parts ??= renderAround()
    const [head, tail] = await parts
    const query = (schema && defaultQuery(schema)) ?? '# One query may cross all databases. Ctrl+Space completes.\n'
    // Inside of a script element: no text may end it.
    return Buffer.concat([head, Buffer.from(JSON.stringify(query).replaceAll('<', '\\u003c')), tail])
  }
}

/** The page is rendered once, and kept as what stands before and after the query. */
async function renderAround(): Promise<readonly [Buffer, Buffer]> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({ title: 'Heddle', defaultQuery: mark })
  const quoted = JSON.stringify(mark)
  const at = html.lastIndexOf(quoted)
  if (at === -1) throw new Error('Invariant violated: the GraphiQL page holds the mark of its default query')
  return [Buffer.from(html.slice(0, at)), Buffer.from(html.slice(at + quoted.length))]
}
