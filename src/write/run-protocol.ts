import type { Witness } from './crash-points.ts'
import type { Answer, Ask, Protocol } from './protocol.ts'

/** Carries out one ask. Never rejects: what went wrong is an answer. */
export type Perform = (ask: Ask) => Promise<Answer>

/** Runs a protocol to its end: carries out what it asks for, each list side by side. */
export async function runProtocol<R>(protocol: Protocol<R>, perform: Perform, witness?: Witness): Promise<R> {
  const carryOut = witness === undefined ? perform : witnessed(perform, witness)
  let step = protocol.next([])
  while (step.done !== true) step = protocol.next(await Promise.all(step.value.map(carryOut)))
  return step.value
}

function witnessed(perform: Perform, witness: Witness): Perform {
  return async (ask) => {
    await witness(`${ask.kind}.before`)
    const answer = perform(ask)
    await witness(`${ask.kind}.sent`)
    const answered = await answer
    await witness(`${ask.kind}.after`)
    return answered
  }
}
