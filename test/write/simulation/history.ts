import {
  commitAcross,
  forget,
  recover,
  type Answer,
  type Ask,
  type Ending,
  type Protocol,
} from '../../../src/write/protocol.ts'
import { BRANCHES, Databases, type Transaction } from './databases.ts'
import { seeded, type Random } from './random.ts'

/** The protocol under test; tests plant faults in it. */
export interface Protocols {
  readonly commitAcross: typeof commitAcross
  readonly recover: typeof recover
  readonly forget: typeof forget
}

export const shipped: Protocols = { commitAcross, recover, forget }

/** A process that runs one protocol: alive, or a memory of its last messages. */
interface Process {
  readonly name: string
  readonly protocol: Protocol<unknown>
  /** Of a coordinator; null: recovery. */
  readonly transaction: Transaction | null
  readonly started: number
  waiting: Message[]
  answers: (Answer | undefined)[]
  state: 'running' | 'ended' | 'dead'
  ending: Ending | null
}

interface Message {
  readonly ask: Ask
  /** Its place among what was asked side by side; -1: nobody waits for the answer any more. */
  place: number
}

/** What was found wrong. */
export type Violation = string

/**
 * One history: one or two coordinators and two recoveries over three databases, while messages are lost, late or sent twice,
 * processes and databases die, and everything happens in any order. Then the weather clears, recovery runs twice, and all
 * must be well.
 */
export function runHistory(
  seed: number,
  hit: (point: string) => void,
  protocols: Protocols = shipped,
): Violation | null {
  const history = new History(seeded(seed), hit, protocols)
  return history.run()
}

class History {
  readonly #random: Random
  readonly #hit: (point: string) => void
  readonly #protocols: Protocols
  readonly #databases: Databases
  readonly #processes: Process[] = []

  constructor(random: Random, hit: (point: string) => void, protocols: Protocols) {
    this.#random = random
    this.#hit = hit
    this.#protocols = protocols
    this.#databases = new Databases(random, hit)
  }

  run(): Violation | null {
    const coordinators = 1 + this.#random.below(2)
    for (let number = 0; number < coordinators; number += 1) this.#startCoordinator(number)
    let recoveries = 1 + this.#random.below(3)
    for (let event = 0; event < 60; event += 1) {
      if (recoveries > 0 && this.#random.chance(12)) {
        recoveries -= 1
        this.#startRecovery()
      }
      this.#stormyStep()
      const violation = this.#halfCommit()
      if (violation !== null) return violation
    }
    return this.#clear()
  }

  #startCoordinator(number: number): void {
    const transaction = this.#databases.begin(number)
    const others = BRANCHES.map((source, branch) => ({ source, id: { gtid: transaction.gtid, branch } }))
    this.#start(`coordinator ${number}`, this.#protocols.commitAcross({ gtid: transaction.gtid, others }), transaction)
  }

  #startRecovery(): void {
    const forgets = this.#random.chance(20)
    const protocol = forgets
      ? this.#protocols.forget(BRANCHES, ['l'])
      : this.#protocols.recover({ sources: BRANCHES, leave: () => false })
    this.#start(forgets ? 'forget' : 'recovery', protocol, null)
  }

  #start(name: string, protocol: Protocol<unknown>, transaction: Transaction | null): void {
    const started = this.#databases.now
    const process: Process = {
      ...{ name, protocol, transaction, started },
      ...{ waiting: [], answers: [], state: 'running', ending: null },
    }
    this.#processes.push(process)
    this.#resume(process, [])
  }

  #resume(process: Process, answers: readonly Answer[]): void {
    for (let given = answers; ; given = []) {
      const step = process.protocol.next(given)
      if (step.done === true) {
        process.state = 'ended'
        process.ending = process.transaction === null ? null : (step.value as Ending)
        if (process.ending !== null) this.#hit(`a coordinator ends with ${process.ending.state}`)
        return
      }
      process.answers = step.value.map(() => undefined)
      process.waiting.push(...step.value.map((ask, place) => ({ ask, place })))
      if (step.value.length > 0) return
    }
  }

  #stormyStep(): void {
    const [process] = this.#pick(this.#processes.filter(({ waiting }) => waiting.length > 0))
    if (process === undefined) return
    if (process.state === 'running' && this.#random.chance(3)) return this.#kill(process)
    if (this.#random.chance(1)) return this.#crashDatabase()
    const [message, at] = this.#pick(process.waiting)
    if (message === undefined) return
    const { kind } = message.ask
    // What was said before on the same connection comes first: only the first of each protocol step is ever late.
    const fate = this.#random.below(100)
    if (fate < 5 || message.place === -1) return this.#late(process, message, at)
    if (fate < 9) {
      this.#hit(`${kind}: the message is lost`)
      this.#remove(process, at)
      if (kind === 'decide' || kind === 'record') this.#loseLast(process)
      return this.#answer(process, message, 'unknown')
    }
    const answer = this.#databases.execute(message.ask, process.transaction, process.started)
    if (answer === null) return
    this.#remove(process, at)
    if (fate < 13) {
      this.#hit(`${kind}: the answer is lost`)
      return this.#answer(process, message, 'unknown')
    }
    if (fate < 16 && (kind === 'finish' || kind === 'fence')) {
      this.#hit(`${kind}: the message comes twice`)
      process.waiting.push({ ask: message.ask, place: -1 })
    }
    this.#answer(process, message, answer)
  }

  /** Whoever asked has given up or is gone, and the message is still on its way. */
  #late(process: Process, message: Message, at: number): void {
    const { ask, place } = message
    if (place !== -1) {
      this.#hit(`${ask.kind}: the message is late`)
      process.waiting.push({ ask, place: -1 })
      this.#remove(process, at)
      return this.#answer(process, message, 'unknown')
    }
    if (this.#databases.execute(ask, process.transaction, process.started) === null) return
    this.#hit(`${ask.kind}: a late message arrives`)
    this.#remove(process, at)
  }

  /** Its connection is gone: L rolls back what was not committed, now or when it notices. */
  #loseLast({ transaction }: Process): void {
    if (transaction !== null && transaction.last !== 'committed' && this.#random.chance(50))
      transaction.last = 'rolled back'
  }

  #kill(process: Process): void {
    for (const { ask } of process.waiting) this.#hit(`${ask.kind}: the process dies`)
    process.state = 'dead'
    // What it has sent may still arrive, or not.
    process.waiting = process.waiting.filter(() => this.#random.chance(50)).map(({ ask }) => ({ ask, place: -1 }))
    if (process.transaction !== null && process.waiting.length === 0) this.#databases.disconnect(process.transaction)
  }

  #crashDatabase(): void {
    const index = this.#random.below(BRANCHES.length + 1)
    this.#hit(index === BRANCHES.length ? 'L dies' : 'a branch database dies')
    this.#databases.crash(index)
  }

  #answer(process: Process, { place }: Message, answer: Answer): void {
    if (process.state !== 'running') return
    process.answers[place] = answer
    if (process.answers.every((each) => each !== undefined)) this.#resume(process, process.answers as Answer[])
  }

  #remove(process: Process, at: number): void {
    process.waiting.splice(at, 1)
  }

  #pick<T>(items: readonly T[]): [T | undefined, number] {
    const at = this.#random.below(items.length)
    return [items[at], at]
  }

  /** The weather clears: who lives ends, late messages arrive, the dead are noticed, and recovery runs twice. */
  #clear(): Violation | null {
    for (let round = 0; round < 500 && this.#processes.some(({ waiting }) => waiting.length > 0); round += 1) {
      for (const process of this.#processes) this.#calmStep(process)
    }
    for (const { transaction, state } of this.#processes) {
      if (transaction !== null && state !== 'running') this.#databases.disconnect(transaction)
    }
    for (let pass = 0; pass < 2; pass += 1) this.#recoverCalmly()
    return this.#halfCommit() ?? this.#unresolved() ?? this.#untold()
  }

  #calmStep(process: Process): void {
    const [message] = process.waiting
    if (message === undefined) return
    // A lock that is waited for is freed when its dead owner is noticed.
    if (message.ask.kind === 'fence') this.#noticeDead(message.ask.gtid)
    const answer = this.#databases.execute(message.ask, process.transaction, process.started)
    if (answer === null) return void process.waiting.push(...process.waiting.splice(0, 1))
    this.#remove(process, 0)
    if (message.place !== -1) this.#answer(process, message, answer)
  }

  #noticeDead(gtid: string): void {
    const owner = this.#processes.find(({ transaction }) => transaction?.gtid === gtid)
    if (owner?.transaction && owner.state !== 'running' && !owner.waiting.some(({ ask }) => ask.kind === 'decide')) {
      this.#databases.disconnect(owner.transaction)
    }
  }

  #recoverCalmly(): void {
    this.#start('last recovery', this.#protocols.recover({ sources: BRANCHES, leave: () => false }), null)
    const process = this.#processes.at(-1)!
    for (let round = 0; round < 200 && process.waiting.length > 0; round += 1) this.#calmStep(process)
  }

  #halfCommit(): Violation | null {
    for (const { gtid, last, branches } of this.#databases.transactions.values()) {
      const decided = last === 'committed'
      if (!decided && branches.includes('committed')) return `${gtid}: a branch is committed, and L is not`
      if (decided && branches.includes('rolled back')) return `${gtid}: L is committed, and a branch is rolled back`
    }
    return null
  }

  #unresolved(): Violation | null {
    for (const { gtid, branches } of this.#databases.transactions.values()) {
      if (branches.includes('prepared')) return `${gtid}: a branch is still prepared`
      if (branches.includes('open')) return `${gtid}: a branch is still open`
    }
    return null
  }

  /** Whoever was told something was told the truth. */
  #untold(): Violation | null {
    for (const { transaction, ending } of this.#processes) {
      if (transaction === null || ending === null || ending.state === 'UNKNOWN') continue
      if ((ending.state === 'COMMITTED') !== (transaction.last === 'committed')) {
        return `${transaction.gtid}: the client was told ${ending.state}, and L is ${transaction.last}`
      }
    }
    return null
  }
}
