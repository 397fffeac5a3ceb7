/** Heddle as a library: describe a config, make one GraphQL API of its sources. Sources come from `heddle/postgres` and its like. */
export { defineConfig } from './config.ts'
export type { FieldBuilder, FieldOptions, HeddleConfig, ResolverContext } from './config.ts'
export { errorCodes, HeddleError, type ErrorCode, type ErrorDetails } from './errors.ts'
export type {
  BatchEvent,
  Events,
  FaultEvent,
  HeddleEvent,
  NoticeEvent,
  RecoveryEvent,
  RequestEvent,
  StatementEvent,
  TransactionEvent,
} from './events.ts'
export { printSchema } from './graphql/print-schema.ts'
export type {
  Crossing,
  Engine,
  EngineAnswer,
  EngineRequest,
  ExplainedStatement,
  ExplainedStep,
  Explanation,
  RanStatement,
  RunCrossing,
  RunExplanation,
  SourceTiming,
  Viewer,
} from './request.ts'
export type { Analyzed } from './compose.ts'
export { createHeddle, type Heddle, type HeddleSource } from './start.ts'
export type { Transaction, TransactionOptions } from './write/transaction.ts'
