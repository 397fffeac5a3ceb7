import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { ExecutionResult, GraphQLSchema } from 'graphql'
import { buildCatalogs } from './catalog/build-catalog.ts'
import type { Catalog, Catalogs } from './catalog/catalog.ts'
import type { ColumnHooks, TableHooks } from './catalog/column-hooks.ts'
import type { SourceDescription } from './catalog/description.ts'
import { parseLink } from './catalog/parse-link.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import { createEngine } from './engine.ts'
import { HeddleError } from './errors.ts'
import type { Events } from './events.ts'
import { loadWriteHooks } from './load-write-hooks.ts'
import { createModel, startCacheCounts, type CacheCounts, type Model, type ModelOptions } from './model.ts'
import { createCursors } from './operation/cursor.ts'
import { defaultOperationLimits } from './operation/limits.ts'
import type { HeddleSource, OpenSources } from './open-sources.ts'
import {
  bodyText,
  type Engine,
  type EngineRequest,
  type Explanation,
  type RunExplanation,
  type Viewer,
} from './request.ts'
import { defaultPlanning, type Planning } from './plan/planning.ts'
import { createViewerOf, type ViewerOf } from './viewer.ts'
import { firstError } from './respond.ts'
import { defaultBudgets } from './runtime/budgets.ts'
import { createStatistics } from './statistics.ts'
import type { Witness } from './write/crash-points.ts'
import type { Transaction, TransactionOptions } from './write/transaction.ts'
import { defaultWriteSettings, Writer } from './write/writer.ts'

/** What a document may be run with beside its variables. */
export type ExecuteOptions = Pick<EngineRequest, 'idempotencyKey'>

/** An answer, and how it came about; nothing of that where the request was refused, or is answered in parts. */
export type Analyzed = ExecutionResult<unknown, { readonly explain?: RunExplanation }>

/** A Heddle that is asked in this process only: without its HTTP side. */
export interface OpenHeddle {
  /** What exists for the default role: that of a request that says nothing about who asks. */
  readonly catalog: Catalog
  /** The schema of the default role. */
  readonly schema: GraphQLSchema
  readonly engine: Engine
  readonly sources: readonly HeddleSource[]
  /** What the developer should know of the start. */
  readonly notices: readonly string[]
  /** Everything that happens: statements, batches, faults. */
  readonly events: Events
  /** Runs a document without HTTP. */
  execute(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    viewer?: Viewer,
    options?: ExecuteOptions,
  ): Promise<ExecutionResult>
  /**
   * Runs a document and says how: the answer, with a {@link RunExplanation} in `extensions.explain`.
   *
   * @example expect(await heddle.analyze('{ users { orders { total } } }')).toUseStatements({ accounts: 1, shop: 1 })
   */
  analyze(document: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer): Promise<Analyzed>
  /**
   * Who asks, as the server finds out: by token, `context`, `role` and rate.
   *
   * @example heddle.execute(document, variables, await heddle.viewerOf(askingOf(request)))
   */
  readonly viewerOf: ViewerOf
  /** The plan and SQL of a document, without running it. Throws, as a HeddleError, what `execute` would answer with first. */
  explain(document: string, variables?: Readonly<Record<string, unknown>>, viewer?: Viewer): Promise<Explanation>
  /**
   * Writes from code, in one unit of work over all databases: committed everywhere, or nowhere.
   *
   * @example
   * await heddle.transaction(async (tx) => {
   *   const [user] = await tx.postgres('accounts').insert(users).values({ name: 'Ann' }).returning()
   *   await tx.sqlite('shop').insert(orders).values({ userId: user.id })
   * })
   *
   * @throws what `work` throws; HeddleError TRANSACTION_NOT_ATOMIC, TRANSACTION_ABORTED, OUTCOME_UNKNOWN
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** How often documents and plans were there already. */
  readonly caches: CacheCounts
  /** Writes: units of work over the sources that may be written, and what is left of them. */
  readonly writer: Writer
  /** Closes all sources. */
  close(): Promise<void>
}

/** For tests and measurements: what stands in place of the planner's settings, and who is told how far a commit has come. */
export interface Tuning extends Partial<Planning> {
  readonly witness?: Witness | undefined
}

/** What an API is made of. */
export interface ComposeParts {
  readonly config: ResolvedConfig
  readonly sources: OpenSources
  /** What the sources hold, read when they were opened. */
  readonly descriptions: readonly SourceDescription[]
  readonly events: Events
  readonly tuning: Tuning
  /** Called when the sources are closed. */
  readonly closed: () => void
}

/** Makes one API of open sources, and remakes it when one of them has changed. Closing it closes them. */
export async function compose({
  config,
  sources,
  events,
  closed,
  tuning: { witness, ...tuning },
  ...parts
}: ComposeParts): Promise<OpenHeddle> {
  const cursors = createCursors(config.secrets ?? [randomBytes(32).toString('base64')])
  const viewer = await defaultViewer(config)
  const viewerOf = await viewerFrom(config, events)
  const extend = await loadExtension(config)
  const hooks = await loadHooks(config)
  const hooksFor = await loadWriteHooks(config)
  const planning = await startPlanning(sources, tuning)
  const { sessions } = config
  const caches = startCacheCounts()
  let { descriptions } = parts
  let catalogs = catalogsOf(config, descriptions)
  let writeHooks = hooksFor(catalogs.whole)
  let model = usableModel(catalogs)
  let reading: Promise<void> | undefined

  /** A model whose schema for the default role is made at once: what is wrong with it shows at start, not in a request. */
  function usableModel(of: Catalogs): Model {
    const made = createModel(of, { ...modelOptions(config), cursors, extend, hooks, planning, caches })
    made.forRole(viewer.role)
    return made
  }

  /** Requests that meet a changed schema at the same time wait for one reading. */
  async function reload(): Promise<void> {
    if (!sources.introspected) return
    reading ??= readAgain().finally(() => (reading = undefined))
    return reading
  }

  /** What cannot be read now, or cannot be served, leaves everything as it is: the request has an error to tell already. */
  async function readAgain(): Promise<void> {
    try {
      const read = await sources.describe()
      if (isDeepStrictEqual(read, descriptions)) return
      const next = catalogsOf(config, read)
      model = usableModel(next)
      writeHooks = hooksFor(next.whole)
      catalogs = next
      descriptions = read
    } catch (error) {
      events.emit({ kind: 'fault', requestId: undefined, error })
    }
  }

  const budgets = { ...defaultBudgets, ...config.budgets }
  const writable = config.sources.flatMap(({ spec, readOnly }) => (readOnly ? [] : [spec.name]))
  const writer = new Writer({
    sources: new Map([...sources.sources].filter(([name]) => writable.includes(name))),
    settings: { ...defaultWriteSettings, ...config.writes },
    events,
    witness,
  })
  const { subjectOf } = config.writes
  const running = { sources: sources.sources, sessions, cursors, budgets, events, writer, subjectOf }

  async function answerTo(request: EngineRequest): Promise<ExecutionResult> {
    const answer = await engine.execute(request)
    return answer.kind === 'text'
      ? (JSON.parse(bodyText(answer.body)) as ExecutionResult)
      : (answer.result as ExecutionResult) // in parts only where @defer asks for it
  }

  const engine = createEngine({ model: () => model, reload, writeHooks: () => writeHooks, ...running })
  return {
    get catalog() {
      return catalogs.forRole(viewer.role)
    },
    get schema() {
      return engine.schemaFor(viewer.role)
    },
    engine,
    sources: sources.checks,
    notices: [...new Set([...config.notices, ...catalogs.notices])],
    events,
    caches,
    writer,
    transaction: (work, options) => writer.transaction(work, { ...options, sources: sources.sources }),
    viewerOf,
    execute: (document, variables, as = viewer, options = {}) => {
      return answerTo({ document, variables, viewer: as, ...options })
    },
    analyze: (document, variables, as = viewer) => {
      return answerTo({ document, variables, viewer: as, explain: 'parameters' }) as Promise<Analyzed> // what explain adds
    },
    async explain(document, variables, as = viewer) {
      try {
        return engine.explain({ document, variables, viewer: as })
      } catch (error) {
        throw firstError(error)
      }
    },
    async close() {
      await writer.close()
      await sources.close()
      closed()
    },
  }
}

/** What the sources of a config are called in its API, and how they are joined. */
export function catalogsOf(config: ResolvedConfig, sources: readonly SourceDescription[]): Catalogs {
  const links = config.links.flatMap((link) => parseLink(link, sources, config.catalogOptions.keys))
  return buildCatalogs({
    sources,
    relations: [...config.relations, ...links],
    options: config.catalogOptions,
    permissions: config.permissions,
    hiding: [...config.sessions.keys()],
  })
}

function modelOptions(
  config: ResolvedConfig,
): Omit<ModelOptions, 'cursors' | 'extend' | 'hooks' | 'planning' | 'caches'> {
  return {
    limits: { ...defaultOperationLimits, ...config.operationLimits, ...config.rowLimits },
    introspection: config.introspection,
    fields: Object.fromEntries(config.fields),
    restricted: config.permissions !== undefined,
  }
}

/** The planner's settings, and what the databases say of their tables: another object when that has changed. */
async function startPlanning(sources: OpenSources, tuning: Partial<Planning>): Promise<() => Planning> {
  const statistics = createStatistics(sources)
  await statistics.refresh()
  let planning: Planning = { ...defaultPlanning, statistics: statistics.current(), ...tuning }
  return () => {
    const current = tuning.statistics ?? statistics.current()
    if (current !== planning.statistics) planning = { ...planning, statistics: current }
    return planning
  }
}

/** Few configs extend the schema, and what that takes is slow to load. */
async function loadExtension({ extend }: ResolvedConfig): Promise<ModelOptions['extend']> {
  if (!extend) return undefined
  const { extendSchema } = await import('./graphql/extend-schema.ts')
  return (generated, options) => extendSchema(generated, extend, options)
}

/** What the schemas that are code do with columns. Drizzle is loaded only where there is one. */
async function loadHooks({ sources }: ResolvedConfig): Promise<TableHooks> {
  const hooks: [string, ReadonlyMap<string, ColumnHooks>][] = []
  for (const { spec, schema } of sources) {
    if (!schema) continue
    const { readHooks } = await import('./catalog/drizzle/read-hooks.ts')
    hooks.push(...readHooks(spec.name, schema))
  }
  return new Map(hooks)
}

/** Few configs look at tokens or count requests, and what that takes is loaded for them only. */
async function viewerFrom({ context, role, tokens, rateLimit }: ResolvedConfig, events: Events): Promise<ViewerOf> {
  const report = (error: unknown): void => events.emit({ kind: 'fault', requestId: undefined, error })
  const authenticate = tokens && (await import('./auth/verify-token.ts')).createAuthenticate(tokens, report)
  const admit = rateLimit && (await (await import('./auth/limit-rate.ts')).createAdmit(rateLimit))
  return createViewerOf({ authenticate, context, role, admit })
}

/** Who asks where no request does: the library's `execute`, the command. */
async function defaultViewer(config: ResolvedConfig): Promise<Viewer> {
  const context = await config.context(() => new Request('http://localhost/graphql'), null)
  return { context, role: await roleOf(config, context) }
}

/** Nobody's role, where a request that says nothing is refused: it has an empty schema. */
async function roleOf(config: ResolvedConfig, context: unknown): Promise<string> {
  try {
    return await config.role(context, null)
  } catch (error) {
    if (error instanceof HeddleError && error.code === 'FORBIDDEN') return ''
    throw error
  }
}
