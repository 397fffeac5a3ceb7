import { engines, typeCases, type Engine, type TypeCase } from './types.ts'

/** What the suite found out about a type in an engine. */
export interface Finding {
  /** The GraphQL type of the column. */
  readonly scalar: string
  /** Its text form stands for it. */
  readonly asText: boolean
  readonly uses: readonly string[]
  /** Values that the database holds and the API refuses, by name. */
  readonly refused: readonly string[]
}

export type Findings = Readonly<Record<Engine, ReadonlyMap<TypeCase, Finding>>>

const head = `# Types

Made by \`test/conformance/\`, which holds it to what was seen: do not edit. Each type is a table in each engine with a row
for each value at the type's edges; every use that the API offers of the column is asked with every value, in three time
zones of the process, and compared with an executor that shares no code with Heddle; then every value is written, many at a
time and by an update of its own, and read again.

**Exact**: every value survives every use. *As text*: the database's own text of the value, as a String, exact as such.
*Refused*: values that the database can hold and the field's type cannot carry: the field answers
\`VALUE_NOT_REPRESENTABLE\` there, and the rest of the answer is whole. –: the engine has no such type.

The MySQL that was seen is 9.7.4. A run without one (\`HEDDLE_TEST_MYSQL_URL\` names it) holds the other columns.
`

/**
 * The matrix as Markdown.
 *
 * @param kept cells of an engine that this run does not have: what an earlier one saw, by type
 */
export function printMatrix(
  findings: Findings,
  kept: Partial<Readonly<Record<Engine, ReadonlyMap<string, string>>>> = {},
): string {
  const columns = Object.keys(engines) as Engine[]
  const rows = typeCases.map((type) => {
    const cells = columns.map(
      (engine) => kept[engine]?.get(type.name) ?? cellOf(type, engine, findings[engine].get(type)),
    )
    return `| ${type.name} | ${cells.join(' | ')} |`
  })
  const uses = typeCases.map((type) => {
    const found = columns.flatMap((engine) => findings[engine].get(type)?.uses ?? [])
    return `| ${type.name} | ${type.values.length} | ${[...new Set(found)].join(', ')} |`
  })
  return `${head}
| type | ${columns.map((engine) => engines[engine]).join(' | ')} |
| --- | ${columns.map(() => '---').join(' | ')} |
${rows.join('\n')}

## What is asked of each

| type | values | uses |
| --- | --- | --- |
${uses.join('\n')}
`
}

/** An engine's cells in a printed matrix, by type. */
export function readCells(matrix: string, engine: Engine): Map<string, string> {
  // The second table has a row for each type, too.
  const [cells = ''] = matrix.split('\n## ')
  const lines = cells.split('\n').filter((line) => line.startsWith('| '))
  const at = splitRow(lines[0] ?? '').indexOf(engines[engine])
  return new Map(lines.map((line) => [splitRow(line)[0] ?? '', splitRow(line)[at] ?? '–']))
}

function splitRow(line: string): string[] {
  return line.slice(2, -2).split(/(?<!\\) \| /)
}

function cellOf(type: TypeCase, engine: Engine, finding: Finding | undefined): string {
  if (!finding) return '–'
  const declared = `\`${type.columns[engine]?.replaceAll('|', '\\|')}\``
  const how = finding.asText ? 'as text' : 'exact'
  const refused = finding.refused.length === 0 ? '' : `; refused: ${finding.refused.join(', ')}`
  return `${declared} → ${finding.scalar}, ${how}${refused}`
}
