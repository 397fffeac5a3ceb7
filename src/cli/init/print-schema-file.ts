import type { Catalog, DialectName } from '../../catalog/catalog.ts'
import type { ColumnDescription, SourceDescription } from '../../catalog/description.ts'
import type { ColumnExpression } from '../../catalog/introspection.ts'
import { camelCase } from '../../catalog/naming.ts'
import type { Builder } from './builder.ts'
import { constantFor, nameTables, type NamedTable } from './choose-names.ts'
import { literal, sqlTemplate } from './literal.ts'
import { mariadbBuilder } from './mariadb-builder.ts'
import { postgresBuilder } from './postgres-builder.ts'
import { printKeys } from './print-keys.ts'
import { sqliteBuilder } from './sqlite-builder.ts'

/** A source, and what the file says of it. */
export interface SchemaInput {
  readonly source: SourceDescription
  readonly catalog: Catalog
  /** Of its tables, by id and column. */
  readonly expressions: ReadonlyMap<string, ReadonlyMap<string, ColumnExpression>>
}

const packages: Readonly<Record<DialectName, { readonly module: string; readonly prefix: string }>> = {
  postgres: { module: 'drizzle-orm/pg-core', prefix: 'pg' },
  sqlite: { module: 'drizzle-orm/sqlite-core', prefix: 'sqlite' },
  mariadb: { module: 'drizzle-orm/mysql-core', prefix: 'mysql' },
  mysql: { module: 'drizzle-orm/mysql-core', prefix: 'mysql' },
}

/** A file while it is written: what it declares before its tables, and what it imports. */
interface File {
  readonly imports: Set<string>
  readonly used: Set<string>
  readonly head: string[]
  /** Constants of PostgreSQL's enums and schemas by their id. */
  readonly constants: Map<string, string>
  readonly tables: readonly NamedTable[]
}

/**
 * The Drizzle schema of one source as a TypeScript file, from which Heddle makes the API that it makes of the database
 * itself: the same names, types, keys and relations.
 */
export function printSchemaFile(input: SchemaInput): string {
  const { source, catalog } = input
  const { module } = packages[source.dialect]
  const used = new Set<string>()
  const tables = nameTables(source, catalog, used)
  const file: File = { imports: new Set(), used, head: [], constants: new Map(), tables }
  const body = tables.map((table) => printTable(table, input, file))
  const usesSql = [...body, ...file.head].some((part) => part.includes('sql`'))
  return [
    `/** The tables of \`${source.name}\`, as the database declared them when \`heddle init\` looked. Yours from here on. */`,
    ...(usesSql ? [`import { sql } from 'drizzle-orm'`] : []),
    `import { ${[...file.imports].sort().join(', ')} } from '${module}'`,
    '',
    ...helpers([...body].join('\n')),
    ...file.head.flatMap((line) => [line, '']),
    body.join('\n\n'),
    '',
  ].join('\n')
}

/** Types that Drizzle has no builder for keep their own name; a value is read as the API sends it. */
function helpers(body: string): string[] {
  const helper = (name: string, data: string): string[] =>
    body.includes(`${name}(`)
      ? [`const ${name} = (type: string) => customType<{ data: ${data} }>({ dataType: () => type })`, '']
      : []
  return [...helper('asText', 'string'), ...helper('asItIs', 'unknown')]
}

function printTable(named: NamedTable, input: SchemaInput, file: File): string {
  const { description, table, constant } = named
  const expressions = input.expressions.get(table.id) ?? new Map<string, ColumnExpression>()
  const keys = printKeys(named, file.tables, input.source.dialect)
  keys.imports.forEach((name) => file.imports.add(name))
  const columns = description.columns.flatMap((column) => {
    const property = table.columns.find(({ sqlName }) => sqlName === column.sqlName)?.name
    if (property === undefined) return []
    const { dialect } = input.source
    const expression = expressions.get(column.sqlName)
    return [
      `${property}: ${printColumn({ column, dialect, isKey: keys.inlineKey === column.sqlName, expression }, file)}`,
    ]
  })
  const { call, end } = container(named, input.source.dialect, file)
  const comment = description.comment === null ? '' : `/** ${description.comment.replaceAll('*/', '* /')} */\n`
  const name = literal(description.sqlName)
  const fields = (indent: string): string => columns.map((column) => `${indent}${column},`).join('\n')
  if (keys.lines.length === 0)
    return `${comment}export const ${constant} = ${call}(${name}, {\n${fields('  ')}\n})${end}`
  const lines = keys.lines.map((line) => `    ${line},`).join('\n')
  const inner = `  ${name},\n  {\n${fields('    ')}\n  },\n  (table) => [\n${lines}\n  ],\n`
  return `${comment}export const ${constant} = ${call}(\n${inner})${end}`
}

/** `pgTable`, or `sales.table` for one in a schema of its own; a view is `existing`: nobody makes it from here. */
function container(
  { description: { kind, sqlSchema } }: NamedTable,
  dialect: DialectName,
  file: File,
): { call: string; end: string } {
  const end = kind === 'view' ? '.existing()' : ''
  if (sqlSchema !== null && dialect === 'postgres') return { call: `${schemaConstant(sqlSchema, file)}.${kind}`, end }
  const call = `${packages[dialect].prefix}${kind === 'view' ? 'View' : 'Table'}`
  file.imports.add(call)
  return { call, end }
}

function schemaConstant(name: string, file: File): string {
  const known = file.constants.get(name)
  if (known !== undefined) return known
  const constant = constantFor(`${camelCase(name)}Schema`, file.used)
  file.imports.add('pgSchema')
  file.head.push(`export const ${constant} = pgSchema(${literal(name)})`)
  file.constants.set(name, constant)
  return constant
}

interface PrintedColumn {
  readonly column: ColumnDescription
  readonly dialect: DialectName
  /** The whole primary key. */
  readonly isKey: boolean
  readonly expression: ColumnExpression | undefined
}

function printColumn({ column, dialect, isKey, expression }: PrintedColumn, file: File): string {
  const builder = builderOf(column, dialect, file)
  builder.imports.forEach((name) => file.imports.add(name))
  const options = builder.options === undefined ? '' : `, ${builder.options}`
  const { dimensions } = column.type
  const list = dimensions === 0 ? '' : dimensions === 1 ? '.array()' : `.array('${'[]'.repeat(dimensions)}')`
  const key = isKey ? '.primaryKey()' : '' // which means NOT NULL too
  const notNull = column.nullable || isKey ? '' : '.notNull()'
  const filled = printExpression(column, builder, expression)
  return `${builder.call}(${literal(column.sqlName)}${options})${list}${key}${notNull}${filled}`
}

function builderOf(column: ColumnDescription, dialect: DialectName, file: File): Builder {
  switch (dialect) {
    case 'postgres':
      return postgresBuilder(column, column.enumType === undefined ? undefined : enumConstant(column, file))
    case 'sqlite':
      return sqliteBuilder(column)
    case 'mariadb':
    case 'mysql':
      return mariadbBuilder(column)
  }
}

/** One constant for each enum of PostgreSQL, whatever columns have it. */
function enumConstant({ enumType = '', enumValues = [] }: ColumnDescription, file: File): string {
  const id = `enum ${enumType}`
  const known = file.constants.get(id)
  if (known !== undefined) return known
  const schema = enumType.slice(0, enumType.indexOf('.'))
  const name = enumType.slice(enumType.indexOf('.') + 1)
  const constant = constantFor(`${camelCase(name)}Enum`, file.used)
  const maker = schema === 'public' ? 'pgEnum' : `${schemaConstant(schema, file)}.enum`
  if (schema === 'public') file.imports.add('pgEnum')
  file.head.push(`export const ${constant} = ${maker}(${literal(name)}, [${enumValues.map(literal).join(', ')}])`)
  file.constants.set(id, constant)
  return constant
}

function printExpression(
  column: ColumnDescription,
  builder: Builder,
  expression: ColumnExpression | undefined,
): string {
  if (column.generated && expression?.kind !== 'counter-always') {
    return `.generatedAlwaysAs(${sqlTemplate(expression?.sql ?? 'null /* the table has the expression */')})`
  }
  switch (expression?.kind) {
    case 'counter-always':
      return '.generatedAlwaysAsIdentity()'
    case 'counter':
      if (builder.counts === true) return '.autoincrement()'
      return builder.call === 'integer' || builder.call === 'bigint' || builder.call === 'smallint'
        ? '.generatedByDefaultAsIdentity()'
        : `.default(${sqlTemplate('default')})`
    default:
      return column.hasDefault && expression
        ? `.default(${sqlTemplate(expression.sql ?? 'default')})`
        : fallback(column)
  }
}

/** A default that the database does not tell, as of a domain, is one all the same. */
function fallback({ hasDefault, type }: ColumnDescription): string {
  const rowId = type.kind === 'int' && type.sqlType.toLowerCase() === 'integer'
  return hasDefault && !rowId ? `.default(${sqlTemplate('default')})` : ''
}
