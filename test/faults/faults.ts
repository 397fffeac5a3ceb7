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
    find: 'return [policySql(compiling, row, filter.policy), filter.where &&',
    replace: 'return [null, filter.where &&',
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
]
