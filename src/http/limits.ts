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
  /** Requests that are worked on or wait to be. Beyond: 503 at once. */
  readonly requests: number
  /** Milliseconds that a client may take to receive an answer that stands; then it is cut off. */
  readonly sendMs: number
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 1_000_000,
  documentLength: 100_000,
  variableDepth: 64,
  timeoutMs: 30_000,
  requests: 2_000,
  sendMs: 30_000,
}
