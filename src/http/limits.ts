/** What one request may cost before anything is planned. */
export interface HttpLimits {
  /** Bytes of a request body. Beyond: 413. */
  readonly bodyBytes: number
  /** Characters of a document. Bounds what the cache of parsed documents can hold. */
  readonly documentLength: number
  /** Tokens of a document, counted while lexing. */
  readonly tokens: number
  /** How deep the objects and lists of the variables may nest. */
  readonly variableDepth: number
  /** Milliseconds from the request's arrival until its answer must stand. */
  readonly timeoutMs: number
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 1_000_000,
  documentLength: 100_000,
  tokens: 2_000,
  variableDepth: 64,
  timeoutMs: 30_000,
}
