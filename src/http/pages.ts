import type { GraphQLSchema } from 'graphql'
import { identify, type EngineAccess } from './ask-engine.ts'
import { createBrowserFiles, type BrowserFiles } from './browser-files.ts'
import { defaultQuery } from './default-query.ts'

/** What is shown to people, and its data. */
export interface Pages {
  readonly files: BrowserFiles
  /** GraphiQL, with a query for the viewer's schema; who cannot be known (not signed in) still gets the page. */
  graphiql(request: Request): Promise<Uint8Array<ArrayBuffer>>
  /** The map's page, which asks for the map itself. */
  map(): Promise<Uint8Array<ArrayBuffer>>
  /** The map of what the viewer's role may name, as JSON. Rejects as `identify` does. */
  mapData(request: Request): Promise<string>
}

export interface PagesOptions {
  /** Whether the map may be shown: it says of the schema what introspection does. */
  readonly map: boolean
}

export function createPages(access: EngineAccess, { map }: PagesOptions): Pages {
  const files = createBrowserFiles()
  const viewerOf = (request: Request) => Promise.resolve(identify(() => request, access.states.of(request), access))
  return {
    files,
    async graphiql(request) {
      const viewer = await viewerOf(request).catch(() => undefined)
      const query = queryFor(viewer && access.engine.schemaFor(viewer.role))
      return files.page('graphiql', { query, map })
    },
    map: () => files.page('map', null),
    async mapData(request) {
      const { role } = await viewerOf(request)
      return JSON.stringify(await access.engine.mapFor(role))
    },
  }
}

function queryFor(schema: GraphQLSchema | undefined): string {
  return (schema && defaultQuery(schema)) ?? '# One query may cross all databases. Ctrl+Space completes.\n'
}
