import { HeddleError, type ValidationIssue } from '../errors.ts'
import { inputPath } from './input-path.ts'
import type { StepWrites, WritingStep } from './row-writes.ts'
import type { RowWrite, StandardIssue, StandardSchema, Validation } from './table-hooks.ts'
import type { Writing } from './writing.ts'

/** An answer tells of so many issues at most. */
const MOST_ISSUES = 20

/**
 * Asks the config's schema about rows before they are written: of a new row about all of it, also what other rows fill in; of
 * a change about the columns that are set. The schema only says yes or no: what it makes of a value is not written.
 *
 * @throws HeddleError VALIDATION_FAILED, with the place of each value in the request, and no value
 */
export async function validateRows(
  writing: Writing,
  step: WritingStep,
  { table, action, rows, at }: StepWrites,
  validation: Validation,
): Promise<void> {
  if (action === 'delete') return
  const schema = action === 'update' ? validation.update : validation.create
  if (!schema) return
  const partial = action === 'update' && validation.partial
  const visible = (writing.run.visible ?? writing.run.catalog).tables.get(table.id)
  const nameable = new Set(visible?.columns.map(({ name }) => name))
  const columns = new Set<string>()
  const issues: ValidationIssue[] = []
  for (const [index, row] of rows.entries()) {
    for (const issue of await issuesOf(schema, row)) {
      const [column, ...inside] = pathIn(issue)
      if (partial && (column === undefined || !Object.hasOwn(row.set, column))) continue
      const known = column !== undefined && nameable.has(String(column))
      if (known) columns.add(String(column))
      if (issues.length === MOST_ISSUES) continue
      const path = [...inputPath(writing, step, at[index]!), ...(known ? [String(column), ...inside] : [])] // one for each
      issues.push({ path, ...(known && tellsNoValue(issue, row, String(column)) ? { message: issue.message } : {}) })
    }
  }
  if (issues.length === 0) return
  const where = issues.map(({ path }) => path.join('.')).join(', ')
  throw new HeddleError('VALIDATION_FAILED', `What was to be written is not valid: ${where}.`, {
    ...(visible ? { table: table.plural } : {}),
    ...(columns.size > 0 ? { columns: [...columns] } : {}),
    issues,
    hint: 'Nothing was written. Mend the values that `issues` names.',
  })
}

async function issuesOf(schema: StandardSchema, row: RowWrite): Promise<readonly StandardIssue[]> {
  const given = Object.fromEntries(Object.entries(row.set).filter(([, value]) => value !== undefined))
  return (await schema['~standard'].validate(given)).issues ?? []
}

function pathIn({ path = [] }: StandardIssue): (string | number)[] {
  return path.map((part) => {
    const key = typeof part === 'object' ? part.key : part
    return typeof key === 'number' ? key : String(key)
  })
}

/** Schemas may say in a message what they received. */
function tellsNoValue({ message }: StandardIssue, { set }: RowWrite, column: string): boolean {
  return textsIn(set[column]).every((text) => text === '' || !message.includes(text))
}

function textsIn(value: unknown): string[] {
  if (value instanceof Date) return [value.toISOString(), String(value)]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return value === null || value === undefined || typeof value === 'boolean' ? [] : [String(value)]
}
