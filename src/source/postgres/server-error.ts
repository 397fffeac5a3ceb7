/** What a server says went wrong: its fields, by the names that `pg` and postgres.js give them. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly severity: string | undefined
  /** The SQLSTATE. */
  readonly code: string | undefined
  readonly detail: string | undefined
  readonly schema: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly constraint: string | undefined
  /** The function of the server that said it. */
  readonly routine: string | undefined

  constructor(fields: ReadonlyMap<string, string>) {
    super(fields.get('M') ?? 'the server says that something went wrong')
    // In English, whatever language the server speaks.
    this.severity = fields.get('V') ?? fields.get('S')
    this.code = fields.get('C')
    this.detail = fields.get('D')
    this.schema = fields.get('s')
    this.table = fields.get('t')
    this.column = fields.get('c')
    this.constraint = fields.get('n')
    this.routine = fields.get('R')
  }
}

/** Reads the body of an `ErrorResponse`: fields of a letter and a text, each ended by a NUL. */
export function readServerError(bytes: Buffer, from: number, to: number): ServerError {
  const texts = bytes.toString('utf8', from, to).split('\0')
  return new ServerError(new Map(texts.filter((text) => text !== '').map((text) => [text[0]!, text.slice(1)])))
}
