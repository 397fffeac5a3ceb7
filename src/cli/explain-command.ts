import type { ExitCode } from './exit-code.ts'
import type { DocumentFlags } from './query-command.ts'
import { parseVariables, readDocument } from './read-document.ts'
import { resolveConfig } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

/** Writes how a document would be answered, plan and SQL, without running it. */
export async function explainCommand(
  document: string,
  sources: readonly string[],
  flags: DocumentFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = await readDocument(document, terminal)
  const variables = parseVariables(flags.variables)
  return withHeddle(await resolveConfig(sources, flags, terminal), async (heddle) => {
    const explanation = await heddle.explain(text, variables)
    terminal.out(flags.json ? `${JSON.stringify(explanation)}\n` : explanation.text)
    return 0
  })
}
