import type { Catalog } from '../../catalog/catalog.ts'
import { capital, tableNames } from '../../catalog/naming.ts'
import type { HeddleConfig, TableSelection } from '../../config/heddle-config.ts'
import type { ConfigDescription } from '../../start.ts'
import { nameTables } from './choose-names.ts'
import { literal } from './literal.ts'

/** A config file, and the variables of the environment that it reads. */
export interface PrintedConfig {
  readonly text: string
  /** Names of variables that hold a URL with a password: it is written to no file. */
  readonly variables: readonly string[]
}

/** `heddle.config.ts` for databases that were named on the command line: their schemas beside it, their links in it. */
export function printConfig(
  config: HeddleConfig,
  { sources, catalog }: ConfigDescription,
  env: Readonly<Record<string, string | undefined>>,
): PrintedConfig {
  const variables: string[] = []
  const made = sources.map(({ name }) => printSource(name, String(config.sources[name]), { env, variables }))
  const modules = new Set(made.map(({ kind }) => kind))
  const selections = sources.flatMap((source) => {
    const selection = printSelection(config.tables?.[source.name], renamesFor(config, source.name, catalog, sources))
    return selection === null ? [] : [`    ${source.name}: ${selection},`]
  })
  const lines = [
    `import { defineConfig } from 'heddle'`,
    ...[...modules].sort().map((kind) => `import { ${kind} } from 'heddle/${kind}'`),
    ...sources.map(({ name }) => `import * as ${name} from './schema/${name}.ts'`),
    '',
    'export default defineConfig({',
    '  sources: {',
    ...made.map(({ line }) => `    ${line},`),
    '  },',
    ...printLinks(config.links ?? []),
    ...(selections.length === 0 ? [] : ['  tables: {', ...selections, '  },']),
    '})',
    '',
  ]
  return { text: lines.join('\n'), variables }
}

function printLinks(links: readonly string[]): string[] {
  if (links.length === 0)
    return ['  // What no foreign key can say: `heddle link suggest` proposes links between databases.', '  links: [],']
  const line = `  links: [${links.map(literal).join(', ')}],`
  return line.length <= 80 ? [line] : ['  links: [', ...links.map((link) => `    ${literal(link)},`), '  ],']
}

interface Urls {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly variables: string[]
}

/** `env:VARIABLE` stays what it is; which kind of database it is, its value says today. */
function printSource(name: string, given: string, { env, variables }: Urls): { kind: string; line: string } {
  const variable = /^\s*env:(.+?)\s*$/i.exec(given)?.[1]
  const url = (variable === undefined ? given : (env[variable] ?? '')).trim()
  const [, scheme = '', rest = ''] = /^([a-z]+):(?:\/\/(?=\/|[^/]*$))?(.*)$/is.exec(url) ?? []
  const kind = kinds[scheme.toLowerCase()] ?? 'postgres'
  const isFile = kind === 'sqlite' || kind === 'pglite'
  const place = kind === 'sqlite' ? 'file' : kind === 'pglite' ? 'dir' : 'url'
  const ofVariable = variable ?? (!isFile && hasSecret(url) ? `${name.toUpperCase()}_URL` : undefined)
  if (ofVariable !== undefined) variables.push(ofVariable)
  const value = isFile ? rest : ofVariable === undefined ? url : `env:${ofVariable}`
  return { kind, line: `${name}: ${kind}({ ${place}: ${literal(value)}, schema: ${name} })` }
}

const kinds: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mariadb',
  mariadb: 'mariadb',
  sqlite: 'sqlite',
  pglite: 'pglite',
}

function hasSecret(url: string): boolean {
  return /:\/\/[^/@]*:[^/]*@|[?&]password=/i.test(url)
}

/** What the schema file's constants do not say: names that no constant of TypeScript gives. */
function renamesFor(
  { tables }: HeddleConfig,
  name: string,
  catalog: Catalog,
  sources: ConfigDescription['sources'],
): Readonly<Record<string, string>> {
  const source = sources.find((each) => each.name === name)
  if (source === undefined) return {}
  const { prefix, rename } = tables?.[name] ?? {}
  const found = nameTables(source, catalog, new Set()).flatMap(({ description, table, constant }) => {
    const schema = description.sqlSchema
    const before =
      typeof prefix === 'object' ? prefix[schema ?? (source.dialect === 'postgres' ? 'public' : 'main')] : prefix
    const names = tableNames(before === undefined ? constant : `${before}_${constant}`)
    if (names.typeName === table.typeName && names.single === table.single && names.plural === table.plural) return []
    const path = [...(schema === null ? [] : [schema]), description.sqlName].map(quote).join('.')
    return table.typeName === capital(table.single) ? [[path, `${table.single}/${table.plural}`] as const] : []
  })
  return { ...Object.fromEntries(found), ...rename }
}

function quote(part: string): string {
  return /^[A-Za-z0-9_]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`
}

function printSelection(
  selection: TableSelection | undefined,
  rename: Readonly<Record<string, string>>,
): string | null {
  const { prefix } = selection ?? {}
  const parts = [
    ...(prefix === undefined ? [] : [`prefix: ${typeof prefix === 'string' ? literal(prefix) : record(prefix)}`]),
    ...(Object.keys(rename).length === 0 ? [] : [`rename: ${record(rename)}`]),
  ]
  return parts.length === 0 ? null : `{ ${parts.join(', ')} }`
}

function record(entries: Readonly<Record<string, string>>): string {
  const written = Object.entries(entries).map(([key, value]) => `${literal(key)}: ${literal(value)}`)
  return `{ ${written.join(', ')} }`
}
