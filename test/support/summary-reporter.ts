import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

interface Counts {
  passed: number
  failed: number
  /** Why, and which tests. */
  readonly skipped: Map<string, string[]>
}

/**
 * Ends the output with what was skipped, grouped by its reason, and the line `N passed, N failed, N skipped`.
 * Runs after vitest's own reporter, which shows the failures.
 *
 * Where HEDDLE_SUMMARY names a file, the line counts what it says of runs before as well, and the file is kept for the next.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: errors.length, skipped: new Map() }
    for (const module of modules) countModule(module, counts)
    const text = summary(counts)
    // Vitest prints its own closing lines later in the same phase.
    process.once('exit', () => process.stdout.write(text))
  }
}

function countModule(module: TestModule, counts: Counts): void {
  let tests = 0
  for (const test of module.children.allTests()) {
    tests++
    countTest(test, counts)
  }
  // What fails before or after its tests fails no test, and leaves them out.
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++
  const broken = module.errors().length > 0 || (module.state() === 'failed' && tests === 0)
  if (broken) counts.failed++
}

function countTest(test: TestCase, counts: Counts): void {
  const result = test.result()
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'failed') counts.failed++
  else {
    const note = result.state === 'skipped' ? result.note : undefined
    const reason = note ?? 'its condition does not hold here'
    const names = counts.skipped.get(reason) ?? []
    counts.skipped.set(reason, [...names, `${test.module.relativeModuleId} > ${test.fullName}`])
  }
}

function summary({ passed, failed, skipped }: Counts): string {
  const lines = ['']
  for (const [reason, names] of skipped) {
    lines.push(`Skipped ${names.length}: ${reason}`)
    for (const name of names.slice(0, 10)) lines.push(`  ${name}`)
    if (names.length > 10) lines.push(`  … and ${names.length - 10} more`)
  }
  const count = [...skipped.values()].reduce((sum, names) => sum + names.length, 0)
  lines.push(total([passed, failed, count]), '')
  return lines.join('\n')
}

function total(counts: readonly [passed: number, failed: number, skipped: number]): string {
  const file = process.env['HEDDLE_SUMMARY']
  const before = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : []
  const [passed, failed, skipped] = counts.map((count, index) => count + (before[index] ?? 0))
  if (file !== undefined) writeFileSync(file, [passed, failed, skipped].join(' '))
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
