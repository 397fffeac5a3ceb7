import { resolve } from 'node:path'
import type { HeddleConfig, LogLevel, TableSelection } from '../config/heddle-config.ts'
import type { Duration, SourceDescriptor } from '../config/source-descriptor.ts'
import { HeddleError } from '../errors.ts'
import { findConfig, loadConfig } from './load-config.ts'
import { configFromArguments, type SourceFlags } from './source-arguments.ts'
import type { Terminal } from './terminal.ts'

/** What every command that needs databases takes. */
export interface DatabaseFlags extends SourceFlags {
  readonly config?: string
  readonly readOnly?: boolean
  readonly timeout?: string
  readonly log?: string
  readonly json?: boolean
}

/**
 * The config that a command runs with: of the file that `--config` names, else of the arguments alone, else of
 * `heddle.config.ts` in the working directory. Flags win over the file.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export async function resolveConfig(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<HeddleConfig> {
  const file = await configFile(sources, flags, terminal)
  const given = configFromArguments(sources, flags, Object.keys(file?.sources ?? {}))
  const all = { ...file?.sources, ...given.sources }
  return {
    ...file,
    sources: flags.readOnly ? readOnly(all, terminal) : all,
    links: [...(file?.links ?? []), ...(given.links ?? [])],
    tables: mergeTables(file?.tables, given.tables),
    limits: { ...file?.limits, ...(flags.timeout === undefined ? {} : { timeout: parseDuration(flags.timeout) }) },
    ...(flags.log === undefined ? {} : { log: logWith(parseLogLevel(flags.log), file?.log) }),
  }
}

async function configFile(
  sources: readonly string[],
  flags: DatabaseFlags,
  terminal: Terminal,
): Promise<HeddleConfig | undefined> {
  if (flags.config !== undefined) return loadConfig(resolve(terminal.cwd, flags.config))
  if (sources.length > 0) return undefined
  const found = findConfig(terminal.cwd)
  if (found !== undefined) return loadConfig(found)
  throw new HeddleError('CONFIG_INVALID', `No database is named, and ${terminal.cwd} has no heddle.config.ts.`, {
    hint: 'Name databases (heddle serve shop=sqlite:shop.db), or a config file (--config FILE), or try heddle demo.',
  })
}

type Tables = HeddleConfig['tables']

function mergeTables(file: Tables, given: Tables): NonNullable<Tables> {
  const merged: Record<string, TableSelection | undefined> = { ...file }
  for (const [name, selection] of Object.entries(given ?? {})) {
    const own = file?.[name]
    const rename = { ...own?.rename, ...selection?.rename }
    merged[name] = { ...own, ...selection, ...(Object.keys(rename).length > 0 ? { rename } : {}) }
  }
  return merged
}

function readOnly(sources: HeddleConfig['sources'], { env }: Terminal): HeddleConfig['sources'] {
  const entries = Object.entries(sources).map(([name, source]) => {
    const descriptor = typeof source === 'string' ? descriptorOf(source, env) : source
    // A URL that is none is left as it is: opening it says what is wrong with it.
    return [name, typeof descriptor === 'string' ? descriptor : { ...descriptor, readOnly: true }] as const
  })
  return Object.fromEntries(entries)
}

function descriptorOf(url: string, env: Terminal['env']): SourceDescriptor | string {
  const [, scheme, rest = ''] = /^([a-z]+):(?:\/\/(?=\/|[^/]*$))?(.*)$/is.exec(url.trim()) ?? []
  switch (scheme?.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
      return { kind: 'postgres', url }
    case 'mysql':
    case 'mariadb':
      return { kind: 'mariadb', url }
    case 'sqlite':
      return { kind: 'sqlite', file: rest }
    case 'pglite':
      return { kind: 'pglite', dir: rest }
    case 'env': {
      const value = env[rest]
      return value && !/^\s*env:/i.test(value) ? descriptorOf(value, env) : url
    }
    default:
      return url
  }
}

/** `30s`, `500ms`, `2m`; a number alone is milliseconds. */
export function parseDuration(text: string): Duration {
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return text as Duration
  if (/^\d+$/.test(text)) return Number(text)
  throw usage(`--timeout ${text}: that is no time.`, 'Write a number with ms, s, m or h: --timeout 30s.')
}

function logWith(level: LogLevel, log: HeddleConfig['log']): NonNullable<HeddleConfig['log']> {
  return typeof log === 'object' ? { ...log, level } : level
}

function parseLogLevel(text: string): LogLevel {
  const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
  const level = levels.find((each) => each === text)
  if (level !== undefined) return level
  throw usage(`--log ${text}: there is no such level.`, `Choose one of ${levels.join(', ')}.`)
}

function usage(message: string, hint: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', message, { hint })
}
