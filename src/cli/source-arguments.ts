import type { HeddleConfig, TableSelection } from '../config/heddle-config.ts'
import { HeddleError } from '../errors.ts'

/** What the flags of a command say about databases. */
export interface SourceFlags {
  readonly link?: readonly string[]
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly rename?: readonly string[]
  readonly prefix?: readonly string[]
}

type Selection = { -readonly [K in keyof TableSelection]: TableSelection[K] }

/**
 * The part of a config that arguments and flags write: sources from `name=URL`, links, and which tables under which names.
 *
 * `--include shop.orders` · `--exclude shop.tmp_*` · `--rename shop.orders=purchases` · `--prefix shop=shop` ·
 * `--prefix shop.sales=sales` for one schema; the source may be left out where there is only one.
 *
 * @param known names of sources that a config file brings along
 * @throws HeddleError CONFIG_INVALID
 */
export function configFromArguments(
  args: readonly string[],
  flags: SourceFlags,
  known: readonly string[] = [],
): Pick<HeddleConfig, 'sources' | 'links' | 'tables'> {
  const sources: Record<string, string> = {}
  for (const [index, argument] of args.entries()) {
    const { name, url } = parseSource(argument, index)
    if (name in sources || known.includes(name)) {
      throw invalid(`Two sources are named "${name}".`, 'Give each database a name of its own: name=URL.')
    }
    sources[name] = url
  }
  const names = [...known, ...Object.keys(sources)]
  const tables: Record<string, Selection> = {}
  const selection = (name: string): Selection => (tables[name] ??= {})

  for (const flag of ['include', 'exclude'] as const) {
    for (const text of flags[flag] ?? []) {
      const { source, rest } = sourceOf(text, names, flag)
      selection(source)[flag] = [...(selection(source)[flag] ?? []), rest]
    }
  }
  for (const text of flags.rename ?? []) {
    const [path, name] = pair(text, 'rename', 'shop.orders=purchases')
    const { source, rest } = sourceOf(path, names, 'rename')
    selection(source).rename = { ...selection(source).rename, [rest]: name }
  }
  for (const text of flags.prefix ?? []) {
    const [place, prefix] = pair(text, 'prefix', 'shop=shop')
    if (names.includes(place)) {
      selection(place).prefix = prefix
      continue
    }
    const { source, rest } = sourceOf(place, names, 'prefix')
    const before = selection(source).prefix
    selection(source).prefix = { ...(typeof before === 'object' ? before : {}), [rest]: prefix }
  }
  return { sources, links: flags.link ?? [], tables }
}

/** The argument is never repeated in a message: it may hold a password. */
function parseSource(argument: string, index: number): { name: string; url: string } {
  const [, name, url] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(argument) ?? []
  if (name !== undefined && url !== undefined) return { name, url }
  throw invalid(
    `Argument ${index + 1} is no source: it does not have the form name=URL.`,
    'Write for example shop=sqlite:shop.db or accounts=postgres://user:password@host/database or accounts=env:VARIABLE; a name is letters, digits and _.',
  )
}

/** `shop.orders` → shop, orders. What does not begin with a source's name belongs to the only one. */
function sourceOf(text: string, names: readonly string[], flag: string): { source: string; rest: string } {
  const dot = text.indexOf('.')
  const first = dot === -1 ? text : text.slice(0, dot)
  if (dot !== -1 && names.includes(first)) return { source: first, rest: text.slice(dot + 1) }
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return { source: only, rest: text }
  throw unknownSource(first, `--${flag} ${text}`, names)
}

function pair(text: string, flag: string, example: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at <= 0 || at === text.length - 1) {
    throw invalid(`--${flag} ${text}: it does not have the form name=value.`, `Write for example --${flag} ${example}.`)
  }
  return [text.slice(0, at), text.slice(at + 1)]
}

function unknownSource(name: string, origin: string, names: readonly string[]): HeddleError {
  const hint = `Begin with the name of a source: ${names.join(', ') || 'none is given'}.`
  return invalid(`${origin}: there is no source "${name}".`, hint)
}

function invalid(message: string, hint: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', message, { hint })
}
