import type { ExecutionResult } from 'graphql'
import { bodyText, type Engine, type EngineRequest } from './request.ts'

/** What `extend`'s resolvers and custom fields find as `context.heddle`: Heddle itself, as the same viewer. */
export interface HeddleInContext {
  /**
   * Runs a document as the viewer of the request.
   *
   * @example const { data } = await context.heddle.query('{ users(limit: 1) { name } }')
   */
  query(document: string, variables?: Readonly<Record<string, unknown>>): Promise<ExecutionResult>
}

/** The config's own context with `heddle` beside it. */
export function createResolverContext(engine: Engine, request: EngineRequest): Record<string, unknown> {
  const heddle: HeddleInContext = {
    async query(document, variables = {}) {
      const { requestId, signal, deadline, viewer } = request
      const answer = await engine.execute({ document, variables, viewer, requestId, signal, deadline })
      if (answer.kind === 'text') return JSON.parse(bodyText(answer.body)) as ExecutionResult
      return answer.result as ExecutionResult // a query of a resolver is not answered in parts
    },
  }
  return { ...(request.viewer.context as Record<string, unknown> | null | undefined), heddle }
}
