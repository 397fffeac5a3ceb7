import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import './style.css'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { createExplainingFetcher } from './explaining-fetcher.ts'
import { mapPlugin } from './map/map-plugin.tsx'
import { pageData, type GraphiqlData } from './page-data.ts'
import { planPlugin } from './plan/plan-plugin.tsx'

const { query, map } = pageData<GraphiqlData>()
const fetcher = createExplainingFetcher('/graphql')
const plugins = [HISTORY_PLUGIN, explorerPlugin(), planPlugin, ...(map ? [mapPlugin] : [])]

createRoot(document.getElementById('root')!).render(
  <GraphiQL fetcher={fetcher} plugins={plugins} defaultQuery={query}>
    <GraphiQL.Logo>Heddle</GraphiQL.Logo>
  </GraphiQL>,
)
