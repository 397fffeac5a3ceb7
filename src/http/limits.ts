/** What one request may be before it is an operation. */
export interface HttpLimits {
  /** Bytes of a request body. Beyond: 413. */
  readonly bodyBytes: number
  /** Characters of a document. Bounds what the cache of parsed documents can hold. */
  readonly documentLength: number
  /** How deep the objects and lists of the variables may nest. */
  readonly variableDepth: number
  /** Milliseconds from the request's arrival until its answer must stand. */
  readonly timeoutMs: number
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 1_000_000,
  documentLength: 100_000,
  variableDepth: 64,
  timeoutMs: 30_000,
}
