import { Command, CommanderError, Option } from 'commander'
import type { DoctorFlags } from './doctor-command.ts'
import { exampleText, exitCodeText } from './examples.ts'
import { exitCodeOf, type ExitCode } from './exit-code.ts'
import type { MapFlags } from './map-command.ts'
import type { InitFlags } from './init/init-command.ts'
import { packageVersion } from './package-version.ts'
import { printError, printErrorJson } from './print-error.ts'
import type { ExplainFlags } from './explain-command.ts'
import type { DocumentFlags } from './query-command.ts'
import type { DatabaseFlags } from './resolve-config.ts'
import type { ServeFlags } from './serve.ts'
import type { Terminal } from './terminal.ts'
import type { ResolveFlags } from './transaction-commands.ts'

/**
 * Runs the command line `heddle …`; the answer is its exit code. Never throws.
 *
 * @param serveInThread what runs the same command line in a thread of its own, where that may be
 */
export async function runCommand(
  args: readonly string[],
  terminal: Terminal,
  serveInThread?: () => Promise<ExitCode>,
): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = createProgram(terminal, (end) => (code = end), serveInThread)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has written its own message; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    terminal.err(args.includes('--json') ? printErrorJson(error) : printError(error))
    return exitCodeOf(error)
  }
}

interface SourcesArgument {
  readonly sources: string
  readonly sourcesHelp: string
}

type End = (code: ExitCode) => void

/** All commands; each tells `end` its exit code. */
export function createProgram(terminal: Terminal, end: End, serveInThread?: () => Promise<ExitCode>): Command {
  const program = new Command('heddle')
    .description('One GraphQL API over all your databases.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .addHelpText('after', exitCodeText)
    .showHelpAfterError('(heddle --help lists commands and flags)')

  const sources = '[sources...]'
  const sourcesHelp =
    'databases as name=URL: postgres://…, mysql://…, mariadb://…, sqlite:path, pglite:path, or env:VARIABLE that holds one'

  // Each command is loaded when it is run: help and version need no database.
  serverFlags(databaseFlags(command(program, 'serve').argument(sources, sourcesHelp)))
    .description('serve databases, or what heddle.config.ts describes')
    .action(async (names: string[], flags: ServeFlags) => {
      if (serveInThread && flags.workers === '1') return end(await serveInThread())
      const { serveCommand } = await import('./serve-command.ts')
      end(await serveCommand(names, flags, terminal))
    })
  serverFlags(command(program, 'demo'))
    .description('serve the demo: three embedded databases, made on the first start')
    .action(async (flags: ServeFlags) => {
      const { demoCommand } = await import('./demo-command.ts')
      end(await demoCommand(flags, terminal))
    })
  tableFlags(command(program, 'init').argument('<sources...>', sourcesHelp))
    .description('write heddle.config.ts and a Drizzle schema for each database; the API stays as it is')
    .option('--out <folder>', 'where to write', '.')
    .option('--force', 'write over files that are there')
    .option('--json', 'write JSON')
    .action(async (names: string[], flags: InitFlags) => {
      const { initCommand } = await import('./init/init-command.ts')
      end(await initCommand(names, flags, terminal))
    })
  databaseFlags(command(program, 'schema').argument(sources, sourcesHelp))
    .description('print the GraphQL schema')
    .action(async (names: string[], flags: DatabaseFlags) => {
      const { schemaCommand } = await import('./schema-command.ts')
      end(await schemaCommand(names, flags, terminal))
    })
  databaseFlags(command(program, 'map').argument(sources, sourcesHelp))
    .description('print the map of the schema: databases, tables, relations, links')
    .addOption(
      new Option('--format <format>', 'a picture, or a diagram for a document')
        .choices(['svg', 'mermaid'])
        .default('svg'),
    )
    .action(async (names: string[], flags: MapFlags) => {
      const { mapCommand } = await import('./map-command.ts')
      end(await mapCommand(names, flags, terminal))
    })
  documentFlags(command(program, 'query'), sources, sourcesHelp)
    .description('run a document without a server')
    .action(async (document: string, names: string[], flags: DocumentFlags) => {
      const { queryCommand } = await import('./query-command.ts')
      end(await queryCommand(document, names, flags, terminal))
    })
  documentFlags(command(program, 'explain'), sources, sourcesHelp)
    .description('print the plan and the SQL of a document, without running it')
    .option('--analyze', 'run it, and print when each statement ran, for how many keys and rows')
    .action(async (document: string, names: string[], flags: ExplainFlags) => {
      const { explainCommand } = await import('./explain-command.ts')
      end(await explainCommand(document, names, flags, terminal))
    })
  databaseFlags(command(program, 'doctor').argument(sources, sourcesHelp))
    .description(
      'check connections, versions, the indexes that relations need, and what writes over several databases do',
    )
    .option('--setup', 'make the tables that writes over several databases and idempotency keys need')
    .option('--dangling', 'count the rows of links whose partner is missing')
    .action(async (names: string[], flags: DoctorFlags) => {
      const { doctorCommand } = await import('./doctor-command.ts')
      end(await doctorCommand(names, flags, terminal))
    })
  linkCommands(program, end, terminal, { sources, sourcesHelp })
  transactionCommands(program, end, terminal, { sources, sourcesHelp })
  return program
}

/** `heddle link …`: what joins databases. */
function linkCommands(program: Command, end: End, terminal: Terminal, { sources, sourcesHelp }: SourcesArgument): void {
  const links = program.command('link').description('what could join databases')
  databaseFlags(command(links, 'suggest').argument(sources, sourcesHelp))
    .description('propose links: by names, by types, and by a sample of the values')
    .action(async (names: string[], flags: DatabaseFlags) => {
      const { suggestCommand } = await import('./link/suggest-command.ts')
      end(await suggestCommand(names, flags, terminal))
    })
}

/** `heddle tx …`: transactions over several databases that were not finished. */
function transactionCommands(
  program: Command,
  end: End,
  terminal: Terminal,
  { sources, sourcesHelp }: SourcesArgument,
): void {
  const transactions = program.command('tx').description('transactions over several databases that are not finished')
  databaseFlags(command(transactions, 'list').argument(sources, sourcesHelp))
    .description('list what is prepared and not finished; exit code 1 where there is something')
    .action(async (names: string[], flags: DatabaseFlags) => {
      const { listTransactions } = await import('./transaction-commands.ts')
      end(await listTransactions(names, flags, terminal))
    })
  databaseFlags(command(transactions, 'resolve').argument('<gtid>', 'its name').argument(sources, sourcesHelp))
    .description('end one as you say, where the database that decided it is lost')
    .option('--commit', 'commit what is prepared')
    .option('--abort', 'roll back what is prepared')
    .action(async (gtid: string, names: string[], flags: ResolveFlags) => {
      const { resolveTransaction } = await import('./transaction-commands.ts')
      end(await resolveTransaction(gtid, names, flags, terminal))
    })
}

/** A subcommand that reports its mistakes as the program does. */
function command(program: Command, name: string): Command {
  return program.command(name).allowExcessArguments(false).addHelpText('after', exampleText(name))
}

function documentFlags(subcommand: Command, sources: string, sourcesHelp: string): Command {
  subcommand.argument('<document>', 'the query itself, the name of a file, or - for standard input')
  subcommand.argument(sources, sourcesHelp)
  return databaseFlags(subcommand).option('--variables <json>', 'the variables as a JSON object')
}

/** What every command that takes databases takes with them. */
function tableFlags(subcommand: Command): Command {
  const repeated = (flags: string, text: string): Option =>
    new Option(flags, text).argParser((value: string, before: string[] = []) => [...before, value])
  return subcommand
    .addOption(repeated('--link <link>', 'join two databases: accounts.users.id=shop.orders.user_id [as orders/user]'))
    .addOption(repeated('--include <table>', 'serve only these tables: shop.orders, shop.tmp_*'))
    .addOption(repeated('--exclude <table>', 'do not serve these tables'))
    .addOption(repeated('--rename <table=name>', 'another name in the API: shop.orders=purchases'))
    .addOption(
      repeated('--prefix <source=prefix>', 'put before all names of a source, or of one schema: shop.sales=sales'),
    )
}

function databaseFlags(subcommand: Command): Command {
  return tableFlags(subcommand)
    .option('--config <file>', 'a config file (default: heddle.config.ts here, where no database is named)')
    .option('--read-only', 'let the databases refuse every write')
    .option('--timeout <time>', 'longest time of a request (default: 30s)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)')
    .option('--json', 'write JSON')
}

function serverFlags(subcommand: Command): Command {
  if (!subcommand.options.some((option) => option.long === '--json')) subcommand.option('--json', 'write JSON')
  return subcommand
    .option('--port <port>', 'port to listen on (default: PORT, else 4000)')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--trusted-documents <file>', 'a manifest of documents that clients name by their hash')
    .option('--trusted-only', 'answer no other documents than those of the manifest')
    .option(
      '--workers <n>',
      'processes that serve; each has its own pools, so workers × size connections (not with PGlite)',
      '1',
    )
}
