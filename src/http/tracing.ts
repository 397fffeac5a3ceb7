/** What follows a request through the process, for tools that show where its time went. */
export interface Tracing {
  /**
   * Does the work of a request within a span of its own, which ends when `done` is called.
   *
   * @param header a header of the request by its lower-case name: it may say which trace it belongs to
   */
  serve<T>(request: TracedRequest, header: (name: string) => string | undefined, work: (done: () => void) => T): T
  /** Work that is done later, when other requests are worked on, but for the request that is worked on now. */
  bind<A extends unknown[], R>(work: (...given: A) => R): (...given: A) => R
}

export interface TracedRequest {
  readonly method: string
  readonly path: string
}
