/**
 * Until all that the event loop has read in this turn was worked on: one promise for everybody who asks meanwhile.
 *
 * A statement in the main thread puts its pages into the processor's caches in place of our code. When each request runs its
 * own as soon as it can, everything between two statements runs cold; when those of one turn run one right after the other,
 * so does what comes before them, and what comes after.
 *
 * @example const turn = nextTurn(); await turn() // and then the statement
 */
export function nextTurn(): () => Promise<void> {
  let next: Promise<void> | null = null
  return () =>
    (next ??= new Promise((begin) => {
      setImmediate(() => {
        next = null
        begin()
      })
    }))
}
