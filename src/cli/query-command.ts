import { exitCodeOfCodes, type ExitCode } from './exit-code.ts'
import { parseVariables, readDocument } from './read-document.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

export interface DocumentFlags extends DatabaseFlags {
  readonly variables?: string
}

/** Runs one document without a server, and writes its answer: indented, with `--json` on one line. */
export async function queryCommand(
  document: string,
  sources: readonly string[],
  flags: DocumentFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = await readDocument(document, terminal)
  const variables = parseVariables(flags.variables)
  return withHeddle(await resolveConfig(sources, flags, terminal), async (heddle) => {
    const result = await heddle.execute(text, variables)
    terminal.out(`${JSON.stringify(result, null, flags.json ? 0 : 2)}\n`)
    return exitCodeOfCodes((result.errors ?? []).map((error) => error.extensions['code']))
  })
}
