import type { Catalog } from '../catalog/catalog.ts'
import type { Atomicity, SlowOrder } from '../start.ts'
import { describeSource } from './banner.ts'
import { countDangling, type Dangling } from './count-dangling.ts'
import type { ExitCode } from './exit-code.ts'
import { missingIndexes, type MissingIndex } from './missing-indexes.ts'
import { createProgress, silent } from './progress.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import { surveySources, type SourceSurvey } from './survey-sources.ts'
import type { Terminal } from './terminal.ts'
import type { CapacityReport } from '../start.ts'
import { unrestricted } from './unrestricted.ts'
import { withHeddle } from './with-heddle.ts'

export interface DoctorFlags extends DatabaseFlags {
  /** Make the tables of decisions and of kept answers. */
  readonly setup?: boolean
  /** Count the rows of links whose partner is missing: reads the columns of all links. */
  readonly dangling?: boolean
}

interface SourceHealth extends SourceSurvey {
  readonly version: string
  readonly state: 'up' | { readonly down: string }
  readonly capacity: CapacityReport
}

/**
 * Connects, and tells of each database what it is, what was noticed, what its links and pools lack, and which indexes would
 * make orders fast. Exit code 0 where all is well, 1 where something was found, 3 where one could not be reached at all.
 * Looks at everything, whatever a role may see.
 */
export async function doctorCommand(
  sources: readonly string[],
  flags: DoctorFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = unrestricted(await resolveConfig(sources, flags, terminal))
  return withHeddle(config, async (heddle) => {
    if (flags.setup === true) await heddle.writer.setUp()
    const surveys = new Map(surveySources(heddle).map((survey) => [survey.name, survey]))
    const health: SourceHealth[] = []
    const orders: SlowOrder[] = []
    for (const source of heddle.sources) {
      const survey = surveys.get(source.name)
      const state = await source.check()
      const isUp = state === 'up'
      const version = isUp ? await source.version() : 'unknown'
      const capacity = isUp ? await source.capacity() : { problems: [], remarks: [] }
      if (survey) health.push({ ...survey, state, version, capacity })
      if (isUp) orders.push(...slowOrdersOf(heddle.catalog, await source.slowOrders()))
    }
    const indexes = missingIndexes(heddle.catalog)
    const { notices } = heddle
    const transactions = await heddle.writer.atomicity()
    const withoutAnswers = await heddle.writer.answers.lacking()
    const progress = flags.json ? silent : createProgress(process.stderr)
    const dangling = flags.dangling === true ? await countDangling(heddle, progress) : undefined
    const found = {
      sources: health,
      indexes,
      orders,
      transactions,
      withoutAnswers,
      notices,
      ...(dangling ? { dangling } : {}),
    }
    terminal.out(
      flags.json
        ? `${JSON.stringify(found)}\n`
        : `${report(health, indexes, notices)}${reportOrders(orders)}${reportDangling(dangling)}${reportTransactions(transactions)}${reportAnswers(withoutAnswers)}`,
    )
    const isWell = ({ state, capacity }: SourceHealth) => state === 'up' && capacity.problems.length === 0
    return indexes.length > 0 || (dangling ?? []).length > 0 || !health.every(isWell) ? 1 : 0
  })
}

/** Rows that point at nothing, and how to find them. */
function reportDangling(dangling: readonly Dangling[] | undefined): string {
  if (dangling === undefined) return ''
  if (dangling.length === 0) return '\nEvery row of a link has its partner.\n'
  return dangling
    .map(
      ({ relation, columns, target, rows, document }) =>
        `\n${relation}: ${rows} row${rows === 1 ? '' : 's'} whose ${columns.join(', ')} no row of ${target} has.\n` +
        `  ${document} lists them: delete them, or bring back what they point at.\n`,
    )
    .join('')
}

function report(health: readonly SourceHealth[], indexes: readonly MissingIndex[], notices: readonly string[]): string {
  const lines: string[] = []
  const width = Math.max(...health.map(({ name }) => name.length))
  for (const source of health) {
    const state = source.state === 'up' ? 'up' : `down: ${source.state.down}`
    lines.push(`${source.name.padEnd(width)}  ${describeSource(source)}, version ${source.version}: ${state}`)
    lines.push(...[...source.capacity.problems, ...source.capacity.remarks].map((line) => `  ${line}`))
  }
  for (const { relations, table, columns, statement } of indexes) {
    lines.push('', `${relations.join(', ')} searches ${table} by ${columns.join(', ')}, which no index leads with:`)
    lines.push(`  ${statement}`)
  }
  if (notices.length > 0) lines.push('', ...notices.map((notice) => `! ${notice}`))
  if (indexes.length === 0) lines.push('', 'Every relation has its index.')
  return `${lines.join('\n')}\n`
}

/** Those that the API serves, and orders by code point. */
function slowOrdersOf(catalog: Catalog, found: readonly SlowOrder[]): readonly SlowOrder[] {
  return found.filter(({ table, column }) => {
    const type = catalog.tables.get(table)?.columns.find(({ sqlName }) => sqlName === column)?.type
    return type !== undefined && type.order !== 'own'
  })
}

/** Advice, and no fault: whether a list is ever asked for in this order is not known here. */
function reportOrders(orders: readonly SlowOrder[]): string {
  if (orders.length === 0) return ''
  const lines = orders.flatMap(({ table, column, statement }) => [`  ${table}.${column}`, `    ${statement}`])
  const head =
    'Texts are ordered by code point, which the index of these does not serve. Where lists are asked for in their order:'
  return `\n${[head, ...lines, '  Or let their own collations order them: ownOrder in the config.'].join('\n')}\n`
}

/** Whether a write over several databases can be committed as one, or what stands against it. */
function reportTransactions({ sources, reasons }: Atomicity): string {
  if (sources.length < 2) return ''
  const against = Object.entries(reasons).map(([source, reason]) => `  ${source}: ${reason}`)
  if (against.length === 0) return '\nA write over several databases is committed in all of them or in none.\n'
  return `\n${['A write over several databases is refused where one of these takes part:', ...against].join('\n')}\n`
}

/** Where a mutation that is sent again with its idempotency key would be refused. */
function reportAnswers(without: readonly string[]): string {
  if (without.length === 0) return ''
  return `\nA mutation with an Idempotency-Key is refused at: ${without.join(', ')}. heddle doctor --setup makes the table it needs.\n`
}
