import { didYouMean } from '../catalog/near-names.ts'
import { HeddleError } from '../errors.ts'
import type { CustomField } from '../graphql/custom-field.ts'
import { createFieldBuilder } from './field-builder.ts'
import type { FieldsByTable } from './resolved-config.ts'
import { fn, invalid, settings, texts } from './setting.ts'
import type { FindTable } from './table-keys.ts'

/**
 * Calls the functions of `fields` and checks what they make.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE
 */
export function resolveFields(fields: unknown, findTable: FindTable): FieldsByTable {
  const byTable = new Map<string, Readonly<Record<string, CustomField>>>()
  for (const [key, make] of Object.entries(settings(fields, 'fields', Object.keys(fields ?? {})))) {
    const path = `fields.${key}`
    const { id, columns } = findTable(key, path)
    const made = fn<(f: unknown) => unknown>(make, path)(createFieldBuilder())
    if (typeof made !== 'object' || made === null) throw invalid(path, 'returns no object of fields')
    for (const [name, field] of Object.entries(made)) checkField(field, `${path}.${name}`, columns)
    byTable.set(id, { ...byTable.get(id), ...(made as Readonly<Record<string, CustomField>>) }) // checked
  }
  return byTable
}

function checkField(field: unknown, path: string, columns: readonly string[] | null): void {
  const made = typeof field === 'object' && field !== null ? (field as Partial<Record<keyof CustomField, unknown>>) : {}
  if (typeof made.type !== 'string') throw invalid(path, 'is no field', 'Make it with the builder: f.string({ … }).')
  for (const column of texts(made.needs, `${path}.needs`)) {
    if (columns && !columns.includes(column)) {
      const hint = didYouMean(column, columns)
      throw new HeddleError('UNKNOWN_COLUMN', `${path}.needs: the table has no column ${column}.`, { hint })
    }
  }
  if ((typeof made.resolve === 'function') === (typeof made.resolveMany === 'function')) {
    throw invalid(path, 'has not exactly one of resolve and resolveMany')
  }
}
