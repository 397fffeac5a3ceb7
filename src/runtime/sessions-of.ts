import type { Session, Sessions } from '../source/session.ts'

/** What one viewer's statements run with at a source: made once a request, where it is asked for. */
export function sessionsOf(sessions: Sessions | undefined, context: unknown): (source: string) => Session | undefined {
  if (sessions === undefined || sessions.size === 0) return none
  const made = new Map<string, Session>()
  return (source) => {
    const make = sessions.get(source)
    if (make && !made.has(source)) made.set(source, make(context))
    return made.get(source)
  }
}

const none = (): undefined => undefined
