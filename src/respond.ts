import { GraphQLError, type ExecutionResult } from 'graphql'
import { bodyText, byteText, type Body } from './byte-text.ts'
import { collapseErrors } from './collapse-errors.ts'
import type { Prepared } from './prepared.ts'
import { HeddleError, invariant, type ErrorCode } from './errors.ts'
import { explainRun, type Clock } from './explain/explain-run.ts'
import { createResolverContext } from './resolver-context.ts'
import { markRow } from './graphql/row.ts'
import { RequestErrors } from './operation/documents.ts'
import { toGraphQLError } from './operation/locate.ts'
import { withoutPrototypes } from './operation/variables.ts'
import { overloadAfter, refuse } from './overload.ts'
import type { Engine, EngineAnswer, EngineRequest, SourceTiming } from './request.ts'
import type { RunResult } from './run-prepared.ts'
import { createAnswerText } from './runtime/answer-text.ts'
import { assembleMembers } from './runtime/assemble.ts'
import type { AnswerBudgets } from './runtime/answer-size.ts'
import { buildTree } from './runtime/build-tree.ts'
import type { Abandonment } from './abandonment.ts'

/** A request that ran. */
export interface Asked {
  readonly request: EngineRequest
  readonly engine: Engine
  readonly clock: Clock
  readonly budgets: AnswerBudgets
}

/**
 * The answer, by one of two ways that must agree. *Direct*: the databases' texts joined, where everything selected is
 * Heddle's and nothing went wrong. *Reference*: the same texts parsed, and completed by graphql-js. Neither is worth its
 * cost where too much to do is why nothing was answered: many get that answer at once.
 */
export function respond(prepared: Prepared, result: RunResult, asked: Asked): EngineAnswer | Promise<EngineAnswer> {
  const { request } = asked
  const timings = timingsOf(prepared, result)
  const failed = (error: unknown): EngineAnswer => {
    if (!(error instanceof HeddleError)) throw error
    return { kind: 'result', result: { errors: [toGraphQLError(error)], data: null }, timings }
  }
  try {
    const flawed = isFlawed(result)
    if (prepared.bound.reasons.size === 0 && !flawed && !request.reference) {
      return { kind: 'text', body: directBody(prepared, result, asked), timings }
    }
    const overload = flawed && !request.explain ? overloadAfter(result) : null
    if (overload) return refuse(overload, timings)
    return byReference(prepared, result, asked, timings).catch(failed)
  } catch (error) {
    return failed(error)
  }
}

async function byReference(
  prepared: Prepared,
  result: RunResult,
  asked: Asked,
  timings: readonly SourceTiming[],
): Promise<EngineAnswer> {
  const answer = await complete(prepared, result, asked)
  const { replayed } = result
  if (Symbol.asyncIterator in answer) return { kind: 'result', result: answer, timings, replayed }
  const errors = answer.errors ? { errors: collapseErrors(answer.errors) } : {}
  const more = saysMore(result, asked) ? { extensions: extensionsOf(prepared, result, asked, () => answer.data) } : {}
  return { kind: 'result', result: { ...answer, ...errors, ...more }, timings, replayed }
}

function saysMore({ transactions }: RunResult, { request }: Asked): boolean {
  return transactions.length > 0 || Boolean(request.explain)
}

/** What an answer says beside its data: what became of a mutation's transactions, and how it ran where somebody asks. */
function extensionsOf(
  prepared: Prepared,
  result: RunResult,
  { request: { explain }, clock }: Asked,
  data: () => unknown,
): Record<string, unknown> {
  const { sources } = prepared.role.catalog
  // Code around writes may write where the role may not.
  const named = (all: readonly string[]) => all.filter((source) => sources.has(source))
  const told = result.transactions.map(({ participants, propagating, ...outcome }) => {
    return { ...outcome, participants: named(participants), propagating: named(propagating) }
  })
  const [first, ...others] = told
  return {
    ...(first ? { transaction: others.length === 0 ? first : told } : {}),
    ...(explain ? { explain: explainRun(prepared, result, clock, data()) } : {}),
  }
}

function isFlawed({ parts }: RunResult): boolean {
  return parts.some(({ result }) => result.flawed)
}

function directBody(prepared: Prepared, result: RunResult, asked: Asked): Body {
  const { bound } = prepared
  const { parts } = result
  const refuse = (): string => invariantDirect()
  const answer = createAnswerText(asked.budgets, leastOf(parts))
  answer.addAscii('{"data":{')
  let first = true
  for (const { compiled, result, written } of parts) {
    const { plan, splices } = compiled
    const { answers } = result
    const assembling = { answers, splices, values: bound.values, written, sentinel: refuse, failure: refuse }
    first = assembleMembers(assembling, plan.roots, first, answer)
  }
  if (!saysMore(result, asked)) {
    answer.addAscii('}}')
    return answer.finish()
  }
  answer.addAscii('}')
  const body = answer.finish()
  const extensions = extensionsOf(prepared, result, asked, () => dataOf(body))
  return [...body, byteText(`,"extensions":${JSON.stringify(extensions)}}`)]
}

/** What an answer without its last brace answers. */
function dataOf(body: Body): unknown {
  return (JSON.parse(`${bodyText(body)}}`) as { readonly data: unknown }).data
}

/** Bytes that an object of any part takes at least. */
function leastOf(parts: RunResult['parts']): number {
  return parts.reduce((least, { compiled }) => Math.min(least, compiled.leastObject), Infinity)
}

function invariantDirect(): never {
  invariant(false, 'a flawed result takes the reference path')
}

async function complete(
  { role, bound }: Prepared,
  { parts }: RunResult,
  { request, engine, budgets }: Asked,
): Promise<ExecutionResult | AsyncIterable<unknown>> {
  const tree = buildTree({
    catalog: role.whole,
    visible: role.catalog,
    parts,
    values: bound.values,
    budgets,
    mark: markRow,
  })
  const { normalizedExecutor } = await import('@graphql-tools/executor') // not needed for every start
  return normalizedExecutor({
    schema: role.schema,
    document: bound.document,
    operationName: bound.operation.name?.value,
    rootValue: tree,
    contextValue: createResolverContext(engine, request),
    variableValues: withoutPrototypes(request.variables ?? {}),
    ...(request.signal ? { signal: nativeSignal(request.signal) } : {}),
  }) as Promise<ExecutionResult | AsyncIterable<unknown>> // our schemas have no other result
}

/** The executor combines signals, and only native ones can be. */
function nativeSignal(signal: Abandonment): AbortSignal {
  const controller = new AbortController()
  if (signal.aborted) controller.abort()
  else signal.addEventListener('abort', () => controller.abort(), { once: true })
  return controller.signal
}

/** The answer to a request that was refused before anything ran. A fault is thrown on, for `http/` to mask. */
export function answerWithErrors(error: unknown): EngineAnswer {
  return { kind: 'result', result: { errors: requestErrors(error) }, timings: [] }
}

/** The first error of the answer to a refused request, for callers that have no answer to put it in. */
export function firstError(error: unknown): HeddleError {
  const [first] = requestErrors(error)
  invariant(first, 'a refused request has an error')
  if (first.originalError instanceof HeddleError) return first.originalError
  const at = first.locations?.[0]
  const place = at ? ` (line ${at.line}, column ${at.column})` : ''
  return new HeddleError(
    first.extensions['code'] as ErrorCode,
    `${first.message.replace(/\.$/, '')}${place}.`,
    {},
    { cause: error },
  )
}

function requestErrors(error: unknown): readonly GraphQLError[] {
  if (error instanceof RequestErrors) return error.errors
  if (error instanceof GraphQLError) return [error]
  if (error instanceof HeddleError) return [toGraphQLError(error)]
  throw error
}

function timingsOf({ role }: Prepared, { parts }: RunResult): SourceTiming[] {
  const { sources } = role.catalog
  const timings: { source: string; statements: number; ms: number; hidden: boolean }[] = []
  for (const { result } of parts) {
    for (const { source, ms } of result.ran) {
      const timing = timings.find((each) => each.source === source)
      if (timing) {
        timing.statements += 1
        timing.ms += ms
      } else timings.push({ source, statements: 1, ms, hidden: !sources.has(source) })
    }
  }
  return timings
}
