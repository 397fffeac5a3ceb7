import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take a minute and more, the longest first: one that began last would keep one worker busy while the other waits. */
const long = [
  'test/non-interference/member.test.ts',
  'test/non-interference/tenant.test.ts',
  'test/random.test.ts',
  'test/non-interference/fan.test.ts',
  'test/conformance/conformance.test.ts',
  'test/faults/faults.test.ts',
  'test/policies/random.test.ts',
  'test/cli/cluster.test.ts',
  'test/write/crash/crash.test.ts',
  'test/million-keys.test.ts',
  'test/source/pool.test.ts',
  'test/write/non-interference.test.ts',
  'test/cli/command.test.ts',
  'test/write/crash/database-dies.test.ts',
  'test/write/rules.test.ts',
  'test/storefront/storefront.test.ts',
  'test/laws.test.ts',
]

/** Vitest's order, but long files first; it has no times of a clean clone. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = long.indexOf(relative(this.ctx.config.root, moduleId))
      return place === -1 ? long.length : place
    }
    const others = await super.sort(files)
    return [...others].sort((a, b) => rank(a) - rank(b)) // stable
  }
}
