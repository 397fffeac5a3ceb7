import { createHeddle } from '../start.ts'
import type { ExitCode } from './exit-code.ts'
import { quiet, type DocumentFlags } from './query-command.ts'
import { parseVariables, readDocument } from './read-document.ts'
import { resolveConfig } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'

/** Writes how a document would be answered, plan and SQL, without running it. */
export async function explainCommand(
  document: string,
  sources: readonly string[],
  flags: DocumentFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = await readDocument(document, terminal)
  const variables = parseVariables(flags.variables)
  const heddle = await createHeddle(quiet(await resolveConfig(sources, flags, terminal)))
  try {
    const explanation = await heddle.explain(text, variables)
    terminal.out(flags.json ? `${JSON.stringify(explanation)}\n` : explanation.text)
    return 0
  } finally {
    await heddle.close()
  }
}
