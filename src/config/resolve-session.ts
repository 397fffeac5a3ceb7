import type { Session, Sessions } from '../source/session.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { fn, invalid, settings } from './setting.ts'

/**
 * The functions of `session`, each with a check of what it returns.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveSessions(value: unknown, sources: readonly ResolvedSource[]): Sessions {
  const names = sources.map(({ spec }) => spec.name)
  const given = Object.entries(settings(value, 'session', names))
  return new Map(
    given.map(([name, make]) => {
      const path = `session.${name}`
      if (sources.find(({ spec }) => spec.name === name)?.spec.dialect !== 'postgres') {
        throw invalid(path, 'is of a database without sessions', 'Row-level security is a feature of PostgreSQL.')
      }
      const made = fn<(context: unknown) => unknown>(make, path)
      return [name, (context: unknown) => checkSession(made(context), path)] as const
    }),
  )
}

/** What is missing would be the right of the source itself, or of the last viewer who set it. */
function checkSession(session: unknown, path: string): Session {
  const fault = (what: string) => new TypeError(`The config's ${path} ${what}.`)
  if (typeof session !== 'object' || session === null || session instanceof Promise) throw fault('returned no object')
  const { role, settings: set = {}, ...others } = session as Readonly<Record<string, unknown>>
  if (Object.keys(others).length > 0) throw fault(`returned ${Object.keys(others)[0]}; known are role and settings`)
  // NONE is the word for the role that the source connects with.
  if (Object.hasOwn(session, 'role') && (typeof role !== 'string' || /^(none)?$/i.test(role.trim()))) {
    throw fault('returned a role that is none')
  }
  if (typeof set !== 'object' || set === null) throw fault('returned settings that are no object')
  for (const [name, value] of Object.entries(set)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw fault(`returned no value of the setting ${name}`)
  }
  return session
}
