import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { HeddleConfig } from '../../config/heddle-config.ts'
import { HeddleError } from '../../errors.ts'
import { describeConfig } from '../../start.ts'
import type { ExitCode } from '../exit-code.ts'
import { configFromArguments, type SourceFlags } from '../source-arguments.ts'
import type { Terminal } from '../terminal.ts'
import { printConfig } from './print-config.ts'
import { printSchemaFile } from './print-schema-file.ts'

export interface InitFlags extends SourceFlags {
  /** The folder to write to. */
  readonly out?: string
  /** Write over what is there. */
  readonly force?: boolean
  readonly json?: boolean
}

/**
 * Looks at databases, and writes a config and a Drizzle schema for each, which give the API that `heddle serve` makes of
 * the same arguments. Nothing is written to the databases, and no password to a file.
 */
export async function initCommand(args: readonly string[], flags: InitFlags, terminal: Terminal): Promise<ExitCode> {
  const folder = resolve(terminal.cwd, flags.out ?? '.')
  const config: HeddleConfig = configFromArguments(args, flags)
  if (Object.keys(config.sources).length === 0) {
    throw new HeddleError('CONFIG_INVALID', 'No database is named.', {
      hint: 'Write for example: heddle init accounts=postgres://localhost/accounts shop=sqlite:shop.db',
    })
  }
  const description = await describeConfig({ ...config, log: 'silent' })
  const { text, variables } = printConfig(config, description, terminal.env)
  const files = new Map([
    [join(folder, 'heddle.config.ts'), text],
    ...description.sources.map(
      (source) => [join(folder, 'schema', `${source.name}.ts`), printSchemaFile({ ...description, source })] as const,
    ),
  ])
  if (flags.force !== true) refuseToOverwrite([...files.keys()], terminal)
  for (const [file, content] of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  const written = [...files.keys()].map((file) => relative(terminal.cwd, file))
  terminal.out(flags.json ? `${JSON.stringify({ files: written, variables })}\n` : report(written, variables))
  return 0
}

function refuseToOverwrite(files: readonly string[], { cwd }: Terminal): void {
  const present = files.filter((file) => existsSync(file)).map((file) => relative(cwd, file))
  if (present.length === 0) return
  throw new HeddleError(
    'CONFIG_INVALID',
    `${present.join(', ')} ${present.length === 1 ? 'is' : 'are'} there already.`,
    {
      hint: 'Write to another folder (--out DIR), or over what is there (--force).',
    },
  )
}

function report(files: readonly string[], variables: readonly string[]): string {
  return [
    ...files.map((file) => `wrote ${file}\n`),
    ...(variables.length === 0
      ? []
      : [`\nSet ${variables.join(' and ')} to the URLs: what has a password stands in no file.\n`]),
    `\nServe it: heddle serve\n`,
  ].join('')
}
