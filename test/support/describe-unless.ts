import { describe, it } from 'vitest'

/** A suite; where something is missing that it needs, one skipped test says what, and the summary with it. */
export function describeUnless(missing: string | null, name: string, suite: () => void): void {
  if (missing === null) describe(name, suite)
  else describe(name, () => it('needs what is missing here', ({ skip }) => skip(missing)))
}
