import { HeddleError } from '../errors.ts'
import type { InDoubt } from '../start.ts'
import type { ExitCode } from './exit-code.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

export interface ResolveFlags extends DatabaseFlags {
  readonly commit?: boolean
  readonly abort?: boolean
}

/** Lists the transactions that are prepared somewhere. Exit code 1 where there are some. */
export async function listTransactions(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return withHeddle(await resolveConfig(sources, flags, terminal), async ({ writer }) => {
    const transactions = await writer.listInDoubt()
    terminal.out(flags.json ? `${JSON.stringify({ transactions })}\n` : report(transactions))
    return transactions.length > 0 ? 1 : 0
  })
}

function report(transactions: readonly InDoubt[]): string {
  if (transactions.length === 0) return 'Nothing is prepared: every transaction over several databases is finished.\n'
  const lines = transactions.map(({ gtid, madeAt, last, decision, prepared }) => {
    const where = last === null ? 'the database that decides it is not here, or does not answer' : `decided in ${last}`
    return `${gtid}  ${madeAt}  ${decision ?? 'undecided'} (${where})  prepared in ${prepared.join(', ')}`
  })
  return `${lines.join('\n')}\n`
}

/** Ends one as the operator says. Exit code 1 where a branch could not be reached. */
export async function resolveTransaction(
  gtid: string,
  sources: readonly string[],
  flags: ResolveFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if ((flags.commit === true) === (flags.abort === true)) {
    throw new HeddleError('CONFIG_INVALID', 'Say how the transaction is to end: --commit or --abort.')
  }
  return withHeddle(await resolveConfig(sources, flags, terminal), async ({ writer }) => {
    const resolved = await writer.resolveByHand(gtid, flags.commit === true ? 'commit' : 'abort')
    const { outcome, heuristic, finished, pending } = resolved
    const how = heuristic ? ', as you decided: nobody else could be asked' : ''
    const left = pending.length === 0 ? '' : ` Not reached: ${pending.join(', ')}.`
    terminal.out(
      flags.json ? `${JSON.stringify(resolved)}\n` : `${gtid}: ${outcome} in ${finished.join(', ')}${how}.${left}\n`,
    )
    return pending.length > 0 ? 1 : 0
  })
}
