import { exitCodeOfCodes, type ExitCode } from './exit-code.ts'
import { printSteps, printWaterfall } from './print-waterfall.ts'
import type { DocumentFlags } from './query-command.ts'
import { parseVariables, readDocument } from './read-document.ts'
import { resolveConfig } from './resolve-config.ts'
import type { OpenHeddle } from '../start.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

export interface ExplainFlags extends DocumentFlags {
  /** Run it, and tell how it went. */
  readonly analyze?: true
}

/** Writes how a document would be answered, plan and SQL, without running it; with `--analyze` runs it, and writes how it was. */
export async function explainCommand(
  document: string,
  sources: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const text = await readDocument(document, terminal)
  const variables = parseVariables(flags.variables)
  return withHeddle(await resolveConfig(sources, flags, terminal), async (heddle) => {
    const explanation = await heddle.explain(text, variables)
    if (flags.analyze) return analyze(heddle, { text, variables, json: flags.json === true }, terminal)
    terminal.out(flags.json ? `${JSON.stringify(explanation)}\n` : `${printSteps(explanation)}\n${explanation.text}`)
    return 0
  })
}

interface Analysis {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly json: boolean
}

async function analyze(heddle: OpenHeddle, { text, variables, json }: Analysis, terminal: Terminal): Promise<ExitCode> {
  const { errors = [], extensions } = await heddle.analyze(text, variables)
  const explanation = extensions?.explain
  if (explanation) terminal.out(json ? `${JSON.stringify(explanation)}\n` : printWaterfall(explanation))
  for (const { message } of errors) terminal.err(`${message}\n`)
  return exitCodeOfCodes(errors.map((error) => error.extensions['code']))
}
