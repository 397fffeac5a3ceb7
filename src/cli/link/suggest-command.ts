import type { ExitCode } from '../exit-code.ts'
import { createProgress, silent } from '../progress.ts'
import { resolveConfig, type DatabaseFlags } from '../resolve-config.ts'
import type { Terminal } from '../terminal.ts'
import { unrestricted } from '../unrestricted.ts'
import { withHeddle } from '../with-heddle.ts'
import { findCandidates } from './find-candidates.ts'
import { measureOverlap, type Overlap } from './measure-overlap.ts'

/** A link that names, types and values speak for. */
export interface SuggestedLink extends Overlap {
  /** As `--link` takes it. */
  readonly link: string
  readonly reason: string
}

/** Below this share of values that have a partner, a name that fits is a coincidence. */
const leastShare = 0.5

/**
 * Proposes links between databases: columns that are named like a key of another, of a type that fits, and whose values,
 * as far as a sample tells, are there. Writes nothing anywhere.
 */
export async function suggestCommand(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = unrestricted(await resolveConfig(sources, flags, terminal))
  return withHeddle(config, async (heddle) => {
    const candidates = findCandidates(heddle.catalog)
    const progress = flags.json ? silent : createProgress(process.stderr)
    const links: SuggestedLink[] = []
    for (const [index, candidate] of candidates.entries()) {
      const { one, key, many, column, reason } = candidate
      const link = `${one.id}.${key.sqlName}=${many.id}.${column.sqlName}`
      progress.report(`looking at ${link}`, index, candidates.length)
      links.push({ link, reason, ...(await measureOverlap(heddle, candidate)) })
    }
    const likely = links
      .filter(({ looked, found }) => looked === 0 || found / looked >= leastShare)
      .sort((a, b) => shareOf(b) - shareOf(a))
    progress.end(`Looked at ${candidates.length} pair${candidates.length === 1 ? '' : 's'} of columns.`)
    terminal.out(flags.json ? `${JSON.stringify({ links: likely })}\n` : report(likely))
    return 0
  })
}

function shareOf({ looked, found }: Overlap): number {
  return looked === 0 ? 0 : found / looked
}

function report(links: readonly SuggestedLink[]): string {
  if (links.length === 0) return 'No columns of two databases look as if they meant the same.\n'
  return links
    .map(({ link, reason, looked, found }) => {
      const share = looked === 0 ? 'it has no values yet' : `${found} of ${looked} sampled values are there`
      return `--link ${link}\n    ${reason}; ${share}\n`
    })
    .join('')
}
