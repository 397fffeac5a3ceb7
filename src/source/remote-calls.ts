/** What a worker or a child process answers: `error` is what the driver threw, as plain data. */
export type Reply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: RemoteErrorData }

export interface RemoteErrorData {
  readonly name: string
  readonly message: string
  readonly code?: string | undefined
  readonly severity?: string | undefined
  readonly routine?: string | undefined
  readonly constraint?: string | undefined
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly detail?: string | undefined
}

/** An error of a driver that runs in another thread or process. */
export class RemoteError extends Error {
  readonly code: string | undefined
  readonly severity: string | undefined
  readonly routine: string | undefined
  readonly constraint: string | undefined
  readonly schema: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly detail: string | undefined

  constructor(data: RemoteErrorData) {
    super(data.message)
    this.name = data.name
    this.code = data.code
    this.severity = data.severity
    this.routine = data.routine
    this.constraint = data.constraint
    this.schema = data.schema
    this.table = data.table
    this.column = data.column
    this.detail = data.detail
  }
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Calls to another thread or process, answered by id. When it is lost, every call that is open rejects, and so does each new one. */
export class RemoteCalls {
  readonly #post: (message: object) => void
  readonly #open = new Map<number, Pending>()
  #last = 0
  #lost: Error | null = null

  constructor(post: (message: object) => void) {
    this.#post = post
  }

  get lost(): boolean {
    return this.#lost !== null
  }

  call(message: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) return reject(this.#lost)
      const id = ++this.#last
      this.#open.set(id, { resolve, reject })
      this.#post({ id, ...message })
    })
  }

  settle(reply: Reply): void {
    const pending = this.#open.get(reply.id)
    this.#open.delete(reply.id)
    if ('error' in reply) pending?.reject(new RemoteError(reply.error))
    else pending?.resolve(reply.value)
  }

  lose(error: Error): void {
    this.#lost ??= error
    for (const pending of this.#open.values()) pending.reject(this.#lost)
    this.#open.clear()
  }
}
