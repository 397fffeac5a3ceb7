import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql'
import type { Body } from './byte-text.ts'
import type { Explanation } from './explain/explanation.ts'
import type { HeddleError } from './errors.ts'
import type { SchemaMap } from './map/schema-map.ts'
import type { Abandonment } from './abandonment.ts'
import type { Asking, Viewer, ViewerOf, ViewerParts } from './viewer.ts'

export { bodyText, byteText, bytesOf, wholeBody, type Body } from './byte-text.ts'
export type {
  Crossing,
  ExplainedStatement,
  ExplainedStep,
  Explanation,
  RanStatement,
  RunCrossing,
  RunExplanation,
  StatementCounts,
} from './explain/explanation.ts'
export type { SchemaMap } from './map/schema-map.ts'
export { noteLossyNumbers } from './operation/lossy-numbers.ts'
export { validateWithin } from './operation/validate-document.ts'
export { createViewerOf } from './viewer.ts'
export type { Asking, Viewer, ViewerOf, ViewerParts }

/** One GraphQL request, as `http/`, the command and the library hand it in. */
export interface EngineRequest {
  readonly document: DocumentNode | string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
  readonly viewer: Viewer
  readonly requestId?: string | undefined
  readonly signal?: Abandonment | undefined
  /** `performance.now()` by which the answer must stand. */
  readonly deadline?: number | undefined
  /** The header `Idempotency-Key`: a mutation that comes again with it is answered as it was, and carried out once. */
  readonly idempotencyKey?: string | undefined
  /** Put a {@link RunExplanation} into `extensions.explain`; `parameters`: with what statements were given, where nothing is hidden. */
  readonly explain?: boolean | 'parameters' | undefined
  /** Answer on the reference path also where the direct path could: both must agree, and tests compare them. */
  readonly reference?: boolean | undefined
}

/**
 * *text*: the response body in parts (see `byte-text.ts`), made without building objects (the direct path). *result*:
 * from graphql-js (the reference path); an async iterable where the operation uses `@defer` or `@stream`. *refused*: nothing
 * was answered, and too much to do is why.
 */
export type EngineAnswer =
  | { readonly kind: 'text'; readonly body: Body; readonly timings: readonly SourceTiming[] }
  | {
      readonly kind: 'result'
      readonly result: ExecutionResult | AsyncIterable<unknown>
      readonly timings: readonly SourceTiming[]
      /** Answered as it was when it came first. */
      readonly replayed?: boolean
    }
  | {
      readonly kind: 'refused'
      readonly errors: readonly HeddleError[]
      readonly result: { readonly errors: readonly GraphQLError[] }
      readonly timings: readonly SourceTiming[]
    }

/** What one source cost one request. */
export interface SourceTiming {
  readonly source: string
  readonly statements: number
  readonly ms: number
  /** Whether the role may not name it: a policy asked it. The log says it, no answer does. */
  readonly hidden?: boolean
}

export interface Engine {
  /**
   * Parses a document within the limits of an operation, before any schema is known.
   *
   * @throws GraphQLError GRAPHQL_PARSE_FAILED
   * @throws HeddleError LIMIT_EXCEEDED
   */
  parse(document: string): DocumentNode
  /** The errors of a document that was parsed, for a role: looked for once, whichever way a request takes. */
  validate(document: string, role: string): readonly GraphQLError[]
  /** The schema of a role. Built at first use and kept. */
  schemaFor(role: string): GraphQLSchema
  /** The map of what a role may name. */
  mapFor(role: string): Promise<SchemaMap>
  execute(request: EngineRequest): Promise<EngineAnswer>
  /** Whether no request need be read now: as many wait for every database as may. */
  overloaded(): boolean
  /** The plan and its SQL as text, without running anything. */
  explain(request: EngineRequest): Explanation
}
