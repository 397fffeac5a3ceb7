import { readFileSync } from 'node:fs'
import type { Wire } from '../../reference/values.ts'

/** A golden case: a document and what its header says of it. */
export interface GoldenCase {
  /** The file's name without `.graphql`. */
  readonly name: string
  readonly path: string
  readonly document: string
  readonly variables: Readonly<Record<string, Wire>>
  /** `# expect statements accounts=1 shop=1`: what runs at each source. */
  readonly statements: Readonly<Record<string, number>> | null
  /** `# expect mariadb statements accounts=1 catalog=2`: the same with the catalogue in MariaDB, where it differs. */
  readonly mariadbStatements: Readonly<Record<string, number>> | null
  /** The same for MySQL. */
  readonly mysqlStatements: Readonly<Record<string, number>> | null
  /** `# expect error BAD_CURSOR`: the code of the first error. */
  readonly error: string | null
  /** `# expect rule look-in-windows`, `# expect strategy semi-join`: what the plan names, and `# expect no …`, that it does not. */
  readonly rules: readonly { readonly name: string; readonly fires: boolean }[]
  /** `# scales`: the variable `$parents` limits the root, and the statements are the same for any number of them. */
  readonly scales: boolean
}

/**
 * Reads a case. Its header is comments; what no directive claims is prose.
 *
 * @throws Error for a directive that is misspelt: a case must not lose its assertions in silence.
 */
export function readCase(path: string): GoldenCase {
  const document = readFileSync(path, 'utf8')
  const lines = document.split('\n').flatMap((line) => /^#\s*(.*)$/.exec(line)?.[1] ?? [])
  const after = (prefix: string) =>
    lines
      .find((line) => line.startsWith(prefix))
      ?.slice(prefix.length)
      .trim()
  const unknown = lines.find(
    (line) =>
      line.startsWith('expect ') &&
      !/^expect (statements|(mariadb|mysql) statements|error|(no )?(rule|strategy)) /.test(line),
  )
  if (unknown) throw new Error(`${path}: what is "# ${unknown}"?`)
  const statements = after('expect statements ')
  const mariadbStatements = after('expect mariadb statements ')
  const mysqlStatements = after('expect mysql statements ')
  return {
    name: path.replace(/^.*\//, '').replace(/\.graphql$/, ''),
    path,
    document,
    variables: JSON.parse(after('variables ') ?? '{}') as GoldenCase['variables'],
    statements: statements === undefined ? null : readCounts(path, statements),
    mariadbStatements: mariadbStatements === undefined ? null : readCounts(path, mariadbStatements),
    mysqlStatements: mysqlStatements === undefined ? null : readCounts(path, mysqlStatements),
    error: after('expect error ') ?? null,
    rules: lines.flatMap((line) => {
      const [, no, name] = /^expect (no )?(?:rule|strategy) (\S+( \S+)?)$/.exec(line) ?? []
      return name === undefined ? [] : [{ name, fires: no === undefined }]
    }),
    scales: lines.includes('scales'),
  }
}

function readCounts(path: string, text: string): Record<string, number> {
  const counts = text.split(/\s+/).map((item): [string, number] => {
    const [, source, count] = /^(\w+)=(\d+)$/.exec(item) ?? []
    if (source === undefined) throw new Error(`${path}: "${item}" is no count of statements, such as shop=1`)
    return [source, Number(count)]
  })
  return Object.fromEntries(counts)
}
