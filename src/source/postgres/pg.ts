import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** What Heddle uses of the package `pg`, which logs in: a part of it that its types leave out. */
export interface Pg {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => PgClient
  readonly Connection: new (options: { readonly stream: Socket }) => PgConnection
}

export interface PgClient extends EventEmitter {
  connect(): Promise<unknown>
  end(): Promise<void>
  /** What identifies the session to a cancel request. */
  readonly processID: number | null
  readonly secretKey: number | null
}

/** The driver's end of the protocol, up to the login. */
export interface PgConnection extends EventEmitter {
  readonly stream: Socket
  connect(): void
  attachListeners(stream: Socket): void
  startup(settings: Readonly<Record<string, unknown>>): void
}

export async function importPg(): Promise<Pg> {
  return (await import('pg')) as unknown as Pg
}
