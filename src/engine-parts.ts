import type { Events } from './events.ts'
import type { Model } from './model.ts'
import type { Cursors } from './operation/cursor.ts'
import type { Budgets } from './runtime/budgets.ts'
import type { Sessions } from './source/session.ts'
import type { Source } from './source/source.ts'
import type { Hooks } from './write/table-hooks.ts'
import type { Writer } from './write/writer.ts'

/** What an engine works with. */
export interface EngineParts {
  /** The current one: replaced as a whole when a schema changed. */
  model(): Model
  /** Reads the databases' schemas again. Where they changed, the model is another one after it. */
  reload(): Promise<void>
  /** The config's code around writes. */
  writeHooks(): Hooks | undefined
  readonly sources: ReadonlyMap<string, Source>
  readonly cursors: Cursors
  readonly budgets: Budgets
  readonly events: Events
  /** By source: what a viewer's statements run with. */
  readonly sessions: Sessions
  readonly writer: Writer
  /** Whose idempotency keys belong together; absent: what a token says. */
  readonly subjectOf?: ((context: unknown) => unknown) | undefined
}
