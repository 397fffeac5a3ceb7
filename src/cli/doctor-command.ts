import { describeSource } from './banner.ts'
import type { ExitCode } from './exit-code.ts'
import { missingIndexes, type MissingIndex } from './missing-indexes.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import { surveySources, type SourceSurvey } from './survey-sources.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

interface SourceHealth extends SourceSurvey {
  readonly version: string
  readonly state: 'up' | { readonly down: string }
}

/**
 * Connects, and tells of each database what it is, what was noticed, and which indexes its relations lack. Exit code 0
 * where all is well, 1 where an index is missing or a source fell silent, 3 where one could not be reached at all.
 */
export async function doctorCommand(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return withHeddle(await resolveConfig(sources, flags, terminal), async (heddle) => {
    const surveys = new Map(surveySources(heddle).map((survey) => [survey.name, survey]))
    const health: SourceHealth[] = []
    for (const source of heddle.sources) {
      const survey = surveys.get(source.name)
      const state = await source.check()
      if (survey) health.push({ ...survey, state, version: state === 'up' ? await source.version() : 'unknown' })
    }
    const indexes = missingIndexes(heddle.catalog)
    const { notices } = heddle
    terminal.out(
      flags.json ? `${JSON.stringify({ sources: health, indexes, notices })}\n` : report(health, indexes, notices),
    )
    return indexes.length > 0 || health.some(({ state }) => state !== 'up') ? 1 : 0
  })
}

function report(health: readonly SourceHealth[], indexes: readonly MissingIndex[], notices: readonly string[]): string {
  const lines: string[] = []
  const width = Math.max(...health.map(({ name }) => name.length))
  for (const source of health) {
    const state = source.state === 'up' ? 'up' : `down: ${source.state.down}`
    lines.push(`${source.name.padEnd(width)}  ${describeSource(source)}, version ${source.version}: ${state}`)
  }
  for (const { relations, table, columns, statement } of indexes) {
    lines.push('', `${relations.join(', ')} searches ${table} by ${columns.join(', ')}, which no index leads with:`)
    lines.push(`  ${statement}`)
  }
  if (notices.length > 0) lines.push('', ...notices.map((notice) => `! ${notice}`))
  if (indexes.length === 0) lines.push('', 'Every relation has its index.')
  return `${lines.join('\n')}\n`
}
