import { createHash } from 'node:crypto'
import { print, type DocumentNode } from 'graphql'
import { HeddleError } from '../errors.ts'

/** What a request that may be sent again is known by. Nothing of what it says can be read out of it. */
export interface RequestKey {
  /** The id of a root field's answer; `@atomic` has one for all of them: that of the first. */
  idOf(field: number): string
  /** Who asked, and for what: the same for the same request alone. */
  readonly request: string
}

export interface KeyedRequest {
  /** The header `Idempotency-Key`. */
  readonly key: string
  readonly role: string
  /** Who asks: what a token says, or the config's `writes.idempotency.by`. Undefined: nobody knows better than `context`. */
  readonly subject: string | undefined
  readonly context: unknown
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

const wellFormed = /^[\x21-\x7e]{1,255}$/

/**
 * Names a request by its key and who asks: two viewers' keys have nothing to do with each other. Where nothing says who asks
 * but `context`, which may hold what differs between two requests of one viewer, it is part of the request instead: then the
 * key of another viewer is refused, and neither answered nor carried out.
 *
 * @throws HeddleError BAD_REQUEST
 */
export function requestKey({ key, role, subject, context, document, ...asked }: KeyedRequest): RequestKey {
  if (!wellFormed.test(key)) {
    throw new HeddleError(
      'BAD_REQUEST',
      'The header Idempotency-Key holds no key: 1 to 255 letters, digits or signs.',
      {
        hint: 'Send a random UUID, a new one for each thing to be done and the same one when it is sent again.',
      },
    )
  }
  const who = subject ?? contextText(context)
  return {
    idOf: (field) => digest([key, subject ?? null, field]),
    request: digest([role, who, print(document), asked.operationName ?? null, inOrder(asked.variables)]),
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

function contextText(context: unknown): string {
  try {
    return JSON.stringify(inOrder(context)) ?? ''
  } catch (cause) {
    const message = 'The config does not say whose idempotency keys belong together, and its context is no plain data.'
    const hint = 'Say it: writes: { idempotency: { by: (context) => context.userId } }.'
    throw new HeddleError('IDEMPOTENCY_UNAVAILABLE', message, { hint }, { cause })
  }
}

/** The same object, whatever order its properties were given in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, item]) => [name, inOrder(item)]))
}
