import { WaitingLine } from '../waiting-line.ts'
import { watchLoop } from './loop-load.ts'

/** Requests that are worked on at the same time, at least: as many as share six connections of PostgreSQL. */
export const LEAST_ROOM = 48

/** Who has been inside for so long makes room for another: it waits for a database, perhaps one that is down. Milliseconds. */
const PATIENCE_MS = 100
/** While somebody waits, it is looked so often whether those inside will all have been there for so long. Milliseconds. */
const LOOK_MS = PATIENCE_MS / 4
/** And for the first time so soon: a crowd that comes all at once is not to grow while it is found out what it waits for. */
const FIRST_LOOK_MS = 5

/**
 * From the line so many are let in for each turn of the event loop. Whoever is refused leaves at once, and would let in the
 * next: a thousand of them in one turn would keep waiting the answers of the databases, whose connections stand idle meanwhile.
 */
const MOST_A_TURN = 16

/** One request's way through: kept by whoever does its work. */
export interface Visit {
  /**
   * Once, when the work is done: the next one is let in.
   *
   * @param refused he was sent away: that says nothing of how fast others are answered
   */
  leave(refused?: boolean): void
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
 *
 * Where it is the process that has no time for them, and they do leave one by one, nobody is let in beside them: all would
 * only take longer, and the pools, whose lines are short, would send away whom the process could have answered.
 */
export class Turnstile {
  readonly #room: number
  readonly #most: number
  readonly #isBusy: () => boolean
  /** Who is inside and counts. */
  #inside = 0
  /** Who is inside, who waits, and who rests. */
  #present = 0
  readonly #waiting = new WaitingLine<(visit: Visit) => void>()
  readonly #resting = new WaitingLine<() => void>()
  /** Who is inside and counts, by the time of entry. */
  #oldest: Inside | null = null
  #newest: Inside | null = null
  #timer: NodeJS.Timeout | null = null
  /** When it was last looked, and who has left since and was not sent away. */
  #looked = 0
  #left = 0
  /** Who was let in from the line in this turn of the event loop, and whether the next one is awaited. */
  #entered = 0
  #later = false
  #openUntil = 0
  /** Whether the process had no time of its own when it was last looked, while somebody waits. */
  #busy = false

  /**
   * @param room for so many requests at a time: more than the databases' connections, so that none of them has to wait
   * @param most requests inside and waiting
   * @param isBusy whether the process has had no time of its own since this was asked last
   */
  constructor(room = LEAST_ROOM, most = Infinity, isBusy = watchLoop()) {
    this.#room = room
    this.#most = most
    this.#isBusy = isBusy
  }

  /** Whether somebody waits for the process itself. */
  get busy(): boolean {
    return this.#busy
  }

  /** Calls `work` as soon as there is room: at once, where nobody waits. False: there are too many, and it never will. */
  enter(work: (visit: Visit) => void): boolean {
    if (this.#present >= this.#most) return false
    this.#present += 1
    if (this.#inside >= this.#room && !this.#busy) this.#makeRoom()
    // Those who wait may be let in with the next turn only: nobody comes before them.
    if (this.#waiting.size === 0 && this.#hasRoom) work(this.#admit())
    else this.#queue(work)
    return true
  }

  /**
   * A place behind those who wait, for somebody who may have nothing to ask: a connection of which nothing is read for as long
   * as so many wait. A request that was not read costs nothing, while a thousand that wait outlive the young generation of
   * the heap, and each is moved and marked before it is worked on.
   *
   * @param wake is called when others have been let in
   * @returns whether there are so many that it rests
   */
  rest(wake: () => void): boolean {
    if (!this.#isLong || this.#present >= this.#most) return false
    this.#present += 1
    this.#resting.join(wake)
    return true
  }

  /**
   * Lets in whoever comes for {@link PATIENCE_MS}, and who waits, room or not: those inside wait for databases that take no
   * more, so that others need not wait to hear that, or to take a place that has become free. Not where the process is busy.
   */
  open(): void {
    const now = performance.now()
    const wasOpen = now < this.#openUntil
    this.#openUntil = now + PATIENCE_MS
    if (!wasOpen && this.#waiting.size > 0) this.#letIn()
  }

  get #hasRoom(): boolean {
    return this.#inside < this.#room || (!this.#busy && performance.now() < this.#openUntil)
  }

  /** When all inside leave at once, others wait to take their places. */
  get #isLong(): boolean {
    return this.#waiting.size >= this.#room
  }

  #queue(work: (visit: Visit) => void): void {
    this.#waiting.join(work)
    if (this.#timer !== null) return
    this.#isBusy()
    this.#startLooking()
    this.#timer = setTimeout(() => this.#look(), FIRST_LOOK_MS)
  }

  #admit(): Inside {
    const visit = new Inside(this.#onLeave, this.#newest)
    if (this.#newest) this.#newest.newer = visit
    else this.#oldest = visit
    this.#newest = visit
    this.#inside += 1
    return visit
  }

  readonly #onLeave = (visit: Inside, how: Leaving): void => {
    if (visit.left) return
    visit.left = true
    this.#present -= 1
    if (how !== 'refused') this.#left += 1
    this.#uncount(visit)
    if (this.#waiting.size === 0) return this.#ringOff()
    if (how === 'undone') this.#letInLater()
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
    while (this.#waiting.size > 0 && this.#hasRoom) {
      if (this.#entered >= MOST_A_TURN) return this.#letInLater()
      this.#entered += 1
      this.#waiting.next()?.(this.#admit())
      if (!this.#isLong) this.#wake()
    }
    if (this.#entered > 0) this.#letInLater()
    if (this.#waiting.size > 0) return
    // Those who were woken need not come: where nobody waits, nobody's coming may be waited for.
    while (this.#resting.size > 0) this.#wake()
    this.#ringOff()
  }

  #letInLater(): void {
    if (this.#later) return
    this.#later = true
    setImmediate(() => {
      this.#later = false
      this.#entered = 0
      this.#letIn()
    })
  }

  #wake(): void {
    const wake = this.#resting.next()
    if (wake === undefined) return
    this.#present -= 1
    wake()
  }

  /** Nobody waits: no clock need ring for them. */
  #ringOff(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#busy = false
  }

  #startLooking(): void {
    this.#looked = performance.now()
    this.#left = 0
  }

  #look(): void {
    this.#timer = setTimeout(() => this.#look(), LOOK_MS)
    const enough = (this.#room * (performance.now() - this.#looked)) / PATIENCE_MS
    const fewLeave = this.#left < enough
    // Where hardly anybody leaves, it is not them that the process is busy with.
    this.#busy = this.#isBusy() && this.#left * 2 >= enough
    if (!this.#busy) this.#makeRoom(fewLeave ? this.#looked : undefined)
    this.#startLooking()
  }

  #makeRoom(before = performance.now() - PATIENCE_MS): void {
    while (this.#oldest !== null && this.#oldest.since <= before) this.#uncount(this.#oldest)
    this.#letIn()
  }
}

type Leaving = 'answered' | 'refused' | 'undone'

class Inside implements Visit {
  readonly since = performance.now()
  counts = true
  left = false
  newer: Inside | null = null
  older: Inside | null
  readonly #onLeave: (visit: Inside, how: Leaving) => void

  constructor(onLeave: (visit: Inside, how: Leaving) => void, older: Inside | null) {
    this.#onLeave = onLeave
    this.older = older
  }

  leave(refused = false): void {
    this.#onLeave(this, refused ? 'refused' : 'answered')
  }

  leaveUndone(): void {
    this.#onLeave(this, 'undone')
  }
}
