import { HeddleError } from '../errors.ts'
import { assembleTable } from './assemble-table.ts'
import { chooseTables } from './choose-tables.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from './description.ts'
import { flag, text } from './introspection.ts'
import type { FoundTable, Introspection, IntrospectionOptions, IntrospectionRow, RunQuery } from './introspection.ts'

/**
 * Describes a database that Heddle has never seen, by reading its own catalogue. Writes nothing.
 *
 * @throws HeddleError CONFIG_INVALID for a schema that is not there, UNKNOWN_TABLE for a table to include or exclude
 * that is not there, and whatever `run` rejects with.
 */
export async function introspect(
  run: RunQuery,
  introspection: Introspection,
  options: IntrospectionOptions,
): Promise<SourceDescription> {
  const { queries } = introspection
  const schemas = (await run(queries.schemas)).map((row) => String(row[0]))
  const found = (await run(queries.tables)).map(toFoundTable)
  const { chosen, notices } = chooseTables(found, schemas, introspection.defaultSchema, options)

  const columns = groupByTable(await run(queries.columns))
  const unreadable = await readViews(run, introspection, chosen, columns)
  const indexes = groupByTable(await run(queries.indexes))
  const foreignKeys = groupByTable(await run(queries.foreignKeys))

  const tables: TableDescription[] = []
  for (const table of chosen) {
    const path = `${options.name}.${table.schema === introspection.defaultSchema ? '' : `${table.schema}.`}${table.name}`
    const key = tableKey(table.schema, table.name)
    const rows = columns.get(key) ?? []
    if (unreadable.has(table)) notices.push(`${path}: left out, because the definition of this view no longer works`)
    else if (rows.length === 0) notices.push(`${path}: left out, because it has no column that may be read`)
    else {
      const described = rows.map((row) => describeColumn(row, table.kind, path, introspection, notices))
      tables.push(
        assembleTable(
          table,
          described,
          indexes.get(key) ?? [],
          foreignKeys.get(key) ?? [],
          introspection.defaultSchema,
        ),
      )
    }
  }
  return { name: options.name, dialect: introspection.dialect, readOnly: options.readOnly, tables, notices }
}

function toFoundTable(row: IntrospectionRow): FoundTable {
  const [schema, name, kind, comment, leftOut, handle] = row
  return {
    schema: String(schema),
    name: String(name),
    kind: kind === 'view' ? 'view' : 'table',
    comment: text(comment),
    leftOut: text(leftOut),
    handle: handle ?? null,
  }
}

/** Asks for the columns of each view that has a handle; answers the views whose definition fails. */
async function readViews(
  run: RunQuery,
  introspection: Introspection,
  chosen: readonly FoundTable[],
  columns: Map<string, IntrospectionRow[]>,
): Promise<Set<FoundTable>> {
  const unreadable = new Set<FoundTable>()
  if (!introspection.viewColumns) return unreadable
  for (const view of chosen) {
    if (view.handle === null) continue
    try {
      columns.set(tableKey(view.schema, view.name), [...(await run(introspection.viewColumns(view.handle)))])
    } catch (error) {
      // A database that went away is no fault of the view.
      if (error instanceof HeddleError && error.code !== 'DATABASE_ERROR') throw error
      unreadable.add(view)
    }
  }
  return unreadable
}

function describeColumn(
  row: IntrospectionRow,
  kind: 'table' | 'view',
  path: string,
  introspection: Introspection,
  notices: string[],
): ColumnDescription {
  const [, , name, type, notNull, hasDefault, generated, comment] = row
  const declared = introspection.declaredType(text(type) ?? '')
  if (declared.notice !== undefined) notices.push(`${path}.${String(name)}: ${declared.notice}`)
  const comments = [text(comment), declared.remark ?? null].filter((part) => part !== null)
  return {
    sqlName: String(name),
    type: declared.type,
    ...(declared.enumValues ? { enumValues: declared.enumValues } : {}),
    ...(declared.enumType ? { enumType: declared.enumType } : {}),
    ...(declared.enumComment ? { enumComment: declared.enumComment } : {}),
    // What a view promises of its columns, no database says.
    nullable: kind === 'view' || !flag(notNull),
    hasDefault: flag(hasDefault),
    generated: flag(generated),
    comment: comments.length > 0 ? comments.join('\n\n') : null,
  }
}

function groupByTable(rows: readonly IntrospectionRow[]): Map<string, IntrospectionRow[]> {
  const groups = new Map<string, IntrospectionRow[]>()
  for (const row of rows) {
    const key = tableKey(String(row[0]), String(row[1]))
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

function tableKey(schema: string, name: string): string {
  return JSON.stringify([schema, name])
}
