/** Requests that are worked on at the same time, at least. */
export const LEAST_ROOM = 64

/** Who has been inside for so long makes room for another: it waits for a database, perhaps one that is down. Milliseconds. */
const PATIENCE_MS = 100
/** While somebody waits, it is looked so often whether those inside will all have been there for so long. Milliseconds. */
const LOOK_MS = PATIENCE_MS / 4

/** One request's way through: kept by whoever does its work. */
export interface Visit {
  /** Once, when the work is done: the next one is let in. */
  leave(): void
  /**
   * In place of {@link leave}, when the client has hung up. Many do at once: who waits and is of that crowd has gone too, as
   * the same turn of the event loop will tell, so nobody is let in before the next.
   */
  leaveUndone(): void
}

/**
 * Lets so many requests in at a time, and the others in the order of coming. A thousand requests that all hold a parsed
 * body, a bound operation and a place at a pool cost more memory, and so more garbage collection, than a thousand sockets
 * that were not read yet; the databases answer no sooner for it.
 *
 * Work that takes long does not keep others out: it counts for {@link PATIENCE_MS}, and no longer than {@link LOOK_MS} where
 * so few leave that it would come to that. But there is a most, whoever counts: one more is not let wait.
 */
export class Turnstile {
  readonly #room: number
  readonly #most: number
  /** Who is inside and counts. */
  #inside = 0
  /** Who is inside, and who waits. */
  #present = 0
  /** Who waits outside, first come first. */
  #first: Place | null = null
  #last: Place | null = null
  /** Who is inside and counts, by the time of entry. */
  #oldest: Inside | null = null
  #newest: Inside | null = null
  #timer: NodeJS.Timeout | null = null
  /** When it was last looked, and who has left since. */
  #looked = 0
  #left = 0

  /**
   * @param room for so many requests at a time: more than the databases' connections, so that none of them has to wait
   * @param most requests inside and waiting
   */
  constructor(room = LEAST_ROOM, most = Infinity) {
    this.#room = room
    this.#most = most
  }

  /** Calls `work` as soon as there is room: at once, where nobody waits. False: there are too many, and it never will. */
  enter(work: (visit: Visit) => void): boolean {
    if (this.#present >= this.#most) return false
    this.#present += 1
    if (this.#inside >= this.#room) this.#makeRoom()
    if (this.#inside < this.#room) work(this.#admit())
    else this.#queue(work)
    return true
  }

  #queue(work: (visit: Visit) => void): void {
    const place: Place = { work, next: null }
    if (this.#last) this.#last.next = place
    else this.#first = place
    this.#last = place
    if (this.#timer !== null) return
    this.#startLooking()
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  #admit(): Inside {
    const visit = new Inside(this.#onLeave, this.#newest)
    if (this.#newest) this.#newest.newer = visit
    else this.#oldest = visit
    this.#newest = visit
    this.#inside += 1
    return visit
  }

  readonly #onLeave = (visit: Inside, undone: boolean): void => {
    if (visit.left) return
    visit.left = true
    this.#present -= 1
    this.#left += 1
    this.#uncount(visit)
    if (this.#first === null) return this.#ringOff()
    if (undone) setImmediate(() => this.#letIn())
    else this.#letIn()
  }

  #uncount(visit: Inside): void {
    if (!visit.counts) return
    visit.counts = false
    this.#inside -= 1
    if (visit.older) visit.older.newer = visit.newer
    else this.#oldest = visit.newer
    if (visit.newer) visit.newer.older = visit.older
    else this.#newest = visit.older
    visit.older = visit.newer = null
  }

  #letIn(): void {
    while (this.#first !== null && this.#inside < this.#room) {
      const place = this.#first
      this.#first = place.next
      // A place that was left must not hold on to the next one: see `ResponsesUnderWay`.
      place.next = null
      if (this.#first === null) this.#last = null
      place.work(this.#admit())
    }
    if (this.#first === null) this.#ringOff()
  }

  /** Nobody waits: no clock need ring for them. */
  #ringOff(): void {
    if (this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #startLooking(): void {
    this.#looked = performance.now()
    this.#left = 0
  }

  #look(): void {
    const fewLeave = this.#left < (this.#room * LOOK_MS) / PATIENCE_MS
    this.#makeRoom(fewLeave ? this.#looked : undefined)
    this.#startLooking()
  }

  #makeRoom(before = performance.now() - PATIENCE_MS): void {
    while (this.#oldest !== null && this.#oldest.since <= before) this.#uncount(this.#oldest)
    this.#letIn()
  }
}

interface Place {
  readonly work: (visit: Visit) => void
  next: Place | null
}

class Inside implements Visit {
  readonly since = performance.now()
  counts = true
  left = false
  newer: Inside | null = null
  older: Inside | null
  readonly #onLeave: (visit: Inside, undone: boolean) => void

  constructor(onLeave: (visit: Inside, undone: boolean) => void, older: Inside | null) {
    this.#onLeave = onLeave
    this.older = older
  }

  leave(): void {
    this.#onLeave(this, false)
  }

  leaveUndone(): void {
    this.#onLeave(this, true)
  }
}
