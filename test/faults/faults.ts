import { policyFaults } from './policy-faults.ts'

/**
 * A mistake that somebody could make, planted in a copy of `src`, and the test that must turn red. A test suite that stays
 * green over one of these proves nothing.
 */
export interface Fault {
  /** What is wrong: a sentence's end, behind "notices …". */
  readonly name: string
  /** The file, and the text in it that must be there exactly once. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The test file, and the name of the narrow test in it. */
  readonly test: string
  readonly named: string
}

export const faults: readonly Fault[] = [
  ...policyFaults,
  {
    name: 'a limit that is pushed below a linked filter in another order than the page has',
    file: 'src/plan/fill-pages.ts',
    find: `if (term?.by.kind !== 'column' || term.direction !== 'asc') return null`,
    replace: `if (term?.by.kind !== 'column') return null`,
    test: 'test/link-laws.test.ts',
    named: 'are cut by limit and offset where the whole list is',
  },
  {
    name: 'an `every` that forgets rows without a key',
    file: 'src/sql/compile-member.ts',
    find: "strategy === 'anti-join' ? sql`(${among}) is not true` : among",
    replace: "strategy === 'anti-join' ? sql`not (${among})` : among",
    test: 'test/link-laws.test.ts',
    named: 'users where reviews: \\{every',
  },
  {
    name: 'ranks that tell equal values apart: a merge that ignores ties',
    file: 'src/sql/compile-lookup.ts',
    find: 'sql`rank() over (order by',
    replace: 'sql`row_number() over (order by',
    test: 'test/link-laws.test.ts',
    named: 'groups by \\{user: \\{column: country\\}\\} count what all rows do',
  },
  {
    name: 'an ordered merge that takes the last value of a page for whole',
    file: 'src/runtime/merge-page.ts',
    find: 'isAll ? ranked : withoutLast(',
    replace: 'size > 0 ? ranked : withoutLast(',
    test: 'test/link-orders.test.ts',
    named: 'has its 40 rows from row 95 on',
  },
  {
    name: 'an average of values that counts equal ones once',
    file: 'src/sql/sqlite/aggregate.ts',
    find: '[sql`count(${c})`], [scale]',
    replace: '[sql`count(distinct ${c})`], [scale]',
    test: 'test/link-laws.test.ts',
    named: 'groups across a link have the mean that their sum and count make',
  },
  {
    name: 'a cursor that loses microseconds',
    file: 'src/runtime/read-mark.ts',
    find: '(value === null ? null : String(value))',
    replace: '(value === null ? null : String(value).slice(0, 23))',
    test: 'test/link-laws.test.ts',
    named: 'ordered by \\[\\{orderedAt: asc\\}\\]',
  },
  {
    name: 'a policy that is left out',
    file: 'src/sql/compile-predicate.ts',
    find: 'policySql(compiling, row, filter.policy)]',
    replace: 'null]',
    test: 'test/sql/where.test.ts',
    named: 'a policy that is unknown hides the row',
  },
  {
    name: 'an hour that clocks showed twice and that counts as one',
    file: 'src/sql/compile-zone.ts',
    find: `if (unit === 'hour') {`,
    replace: `if (unit === ('never' as DateUnit)) {`,
    test: 'test/sql/zones.test.ts',
    named: 'in Australia/Lord_Howe a hour begins',
  },
  {
    name: 'a recovery that rolls back without the fence',
    file: 'src/write/protocol.ts',
    find: `const [outcome] = yield [{ kind: 'fence', gtid }]
    if (outcome !== 'C' && outcome !== 'A')`,
    replace: `const outcome = 'A' as Answer
    if (outcome !== 'C' && outcome !== 'A')`,
    test: 'test/write/simulation.test.ts',
    named: 'histories of crashes',
  },
  {
    name: 'a decision that is written after it was followed',
    file: 'src/write/protocol.ts',
    find: `const [recorded] = yield [{ kind: 'record' }]`,
    replace: `yield* finish(others, 'C')
  const [recorded] = yield [{ kind: 'record' }]`,
    test: 'test/write/simulation.test.ts',
    named: 'histories of crashes',
  },
  {
    name: 'a COMMIT whose tag nobody reads: it has rolled back, and said so softly',
    file: 'src/source/pooled-lease.ts',
    find: 'if (did !== tag) throw',
    replace: 'if (did === null) throw',
    test: 'test/write/vote-traps.test.ts',
    named: 'says ROLLBACK, and no error',
  },
  {
    name: 'a SQLite that is written without being flushed (synchronous=NORMAL)',
    file: 'src/source/sqlite/session.mjs',
    find: "database.pragma(`synchronous = ${wal ? 'FULL' : 'EXTRA'}`)\n  const level = Number(database.pragma('synchronous', { simple: true }))",
    replace: "database.pragma('synchronous = NORMAL')\n  const level = 2",
    test: 'test/write/unit-of-work.test.ts',
    named: 'flushes each commit to the disk',
  },
  {
    name: 'a nested write outside of the unit of work',
    file: 'src/write/send-statement.ts',
    find: 'return await run.unit.run(source, statement, use)',
    replace: `if (batch > 0 && use === 'write') return await run.sources.get(source)!.run(statement, { writes: true })
    return await run.unit.run(source, statement, use)`,
    test: 'test/write/hooks.test.ts',
    named: 'a schema is asked about new rows',
  },
  {
    name: 'an `ifMatch` of a row below another that is not held',
    file: 'src/sql/compile-find.ts',
    find: '...matches.map(',
    replace: '...matches.slice(1).map(',
    test: 'test/write/if-match.test.ts',
    named: 'over sqlite .*writes nothing where the first of them is not as it was',
  },
  {
    name: 'an abandoned connection that is given back with its transaction open',
    file: 'src/source/sqlite/child-connection.ts',
    find: 'return this.#inTransaction ? this.#rollback() : null',
    replace: 'return null',
    test: 'test/write/unit-of-work.test.ts',
    named: 'leaves nothing of a transaction that was abandoned',
  },
]
