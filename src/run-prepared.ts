import type { EngineParts } from './engine-parts.ts'
import { isMutation, type Prepared } from './prepared.ts'
import type { EngineRequest } from './request.ts'
import { HeddleError } from './errors.ts'
import { isRow, markRow } from './graphql/row.ts'
import { buildTree, type RunPart } from './runtime/build-tree.ts'
import { all, runPlan } from './runtime/run-plan.ts'
import type { Run } from './runtime/run-statement.ts'
import { readTree, writeTree } from './runtime/tree-text.ts'
import { requestKey } from './write/request-key.ts'
import { runMutation, type Repeatable, type Transaction } from './write/run-mutation.ts'

/** What a request came to. */
export interface RunResult {
  readonly parts: readonly RunPart[]
  /** What became of the transactions of a mutation. */
  readonly transactions: readonly Transaction[]
  /** Whether any of it was answered as it had been when the same request came before. */
  readonly replayed: boolean
}

/**
 * Runs what was prepared: a query's plan, or a mutation's fields one after the other.
 *
 * @throws HeddleError BAD_REQUEST, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_UNAVAILABLE
 */
export async function runPrepared(parts: EngineParts, prepared: Prepared, request: EngineRequest): Promise<RunResult> {
  if (isMutation(prepared)) return runWrites(parts, prepared, request)
  const ran = prepared.parts.map(({ compiled }) => runPart(runOf(parts, prepared, request, compiled)))
  return { parts: await all(ran), transactions: [], replayed: false }
}

/** @param compiled the plan to run; a mutation has one for each of its fields */
function runOf<C>(
  { sources, sessions, cursors, budgets, events }: EngineParts,
  { role, bound }: Prepared,
  { requestId, deadline, signal, viewer, explain }: EngineRequest,
  compiled: C,
): Omit<Run, 'compiled'> & { readonly compiled: C } {
  return {
    compiled,
    catalog: role.whole,
    visible: role.catalog,
    sources,
    sessions,
    context: viewer.context,
    values: bound.values,
    scopes: bound.scopes,
    cursors,
    budgets,
    events,
    requestId,
    deadline,
    signal,
    // A parameter may be the key of a row that a policy hides.
    keepParameters: explain === 'parameters' && !role.policed,
  }
}

function runPart(run: Run): Promise<RunPart> {
  return runPlan(run).then((result) => ({ compiled: run.compiled, result, written: 0, error: null }))
}

function runWrites(parts: EngineParts, prepared: Prepared, request: EngineRequest): Promise<RunResult> {
  return runMutation({
    ...runOf(parts, prepared, request, undefined),
    atomic: prepared.bound.operation.directives?.some(({ name }) => name.value === 'atomic') ?? false,
    writer: parts.writer,
    parts: prepared.parts,
    hooks: parts.writeHooks(),
    repeatable: repeatableOf(parts, prepared, request),
  })
}

/** How a mutation with an idempotency key is known again, and what is kept of its answer. */
function repeatableOf(parts: EngineParts, prepared: Prepared, request: EngineRequest): Repeatable | undefined {
  const { idempotencyKey: key, viewer, variables } = request
  if (key === undefined) return undefined
  const { role, bound } = prepared
  if (bound.roots.some(({ kind }) => kind === 'foreign')) throw notKnownAgain()
  const subject = parts.subjectOf ? String(parts.subjectOf(viewer.context)) : viewer.subject
  const { document, operation } = bound
  const asked = { document, operationName: operation.name?.value, variables: variables ?? {} }
  const { budgets } = parts
  const tree = { catalog: role.whole, visible: role.catalog, values: bound.values, budgets, mark: markRow }
  const marks = { isMarked: isRow, mark: markRow }
  return {
    key: requestKey({ key, role: viewer.role, subject, context: viewer.context, ...asked }),
    textOf: (part) => writeTree(buildTree({ ...tree, parts: [part] }), marks),
    treeOf: (text) => readTree(text, marks),
  }
}

function notKnownAgain(): HeddleError {
  const message = "A field of this mutation is the config's own, and would be carried out again with the same key."
  return new HeddleError('IDEMPOTENCY_UNAVAILABLE', message, {
    hint: 'Send it in a request of its own without an Idempotency-Key.',
  })
}
