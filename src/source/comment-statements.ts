import type { BoundStatement, Lease, Source } from './source.ts'

/**
 * A source whose statements end in a comment, as the database's own log shows them. No two requests have the same text then:
 * none is prepared, as the server would keep each and never see it again.
 *
 * @param comment of the request that is worked on now; empty: none
 */
export function commentStatements(source: Source, comment: () => string): Source {
  function commented(statement: BoundStatement): BoundStatement {
    const text = comment()
    return text === '' ? statement : { ...statement, text: statement.text + text, prepare: false }
  }

  function commentedLease(lease: Lease): Lease {
    return {
      run: (statement, limits) => lease.run(commented(statement), limits),
      beginSnapshot: (limits) => lease.beginSnapshot(limits),
      begin: (commands) => lease.begin(commands),
      control: (commands, limits) => lease.control(commands, limits),
      get usable() {
        return lease.usable
      },
      release: () => lease.release(),
    }
  }

  return {
    ...source,
    lease: async (options) => commentedLease(await source.lease(options)),
    run: (statement, options) => source.run(commented(statement), options),
  }
}
