import type { ExitCode } from './exit-code.ts'
import { resolveConfig, type DatabaseFlags } from './resolve-config.ts'
import type { Terminal } from './terminal.ts'
import { withHeddle } from './with-heddle.ts'

/** Writes the schema of the default role as SDL; with `--json` the answer to an introspection query. */
export async function schemaCommand(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return withHeddle(await resolveConfig(sources, flags, terminal), async (heddle) => {
    // Loaded after the start, which loads most of it while the databases are read.
    const [{ introspectionFromSchema }, { printSchema }] = await Promise.all([import('graphql'), import('../index.ts')])
    for (const notice of heddle.notices) terminal.err(`! ${notice}\n`)
    const { schema } = heddle
    terminal.out(flags.json ? `${JSON.stringify(introspectionFromSchema(schema))}\n` : printSchema(schema))
    return 0
  })
}
