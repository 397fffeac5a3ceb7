import type { Catalog, Table } from '../catalog/catalog.ts'
import { didYouMean } from '../catalog/near-names.ts'
import { HeddleError } from '../errors.ts'
import type { CustomField, CustomFields } from '../graphql/custom-field.ts'
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

/**
 * The custom fields of a catalog, by the names of its tables. In a `restricted` catalog a field whose table or needed
 * columns the role may not read does not exist, as they do not; elsewhere it stays, and making the schema complains of it.
 */
export function customFieldsFor(catalog: Catalog, fields: FieldsByTable, restricted: boolean): CustomFields {
  const found = new Map<string, Record<string, CustomField>>()
  for (const [key, ofTable] of fields) {
    const table = tableIn(catalog, key)
    if (restricted && !table) continue
    const columns = new Set(table?.columns.map((column) => column.name))
    const readable = Object.entries(ofTable).filter(
      ([, field]) => !restricted || field.needs.every((column) => columns.has(column)),
    )
    const name = table?.plural ?? key
    found.set(name, { ...found.get(name), ...Object.fromEntries(readable) })
  }
  return Object.fromEntries(found)
}

function tableIn(catalog: Catalog, key: string): Table | undefined {
  const named = [...catalog.tables.values()].find((table) => table.plural === key || table.typeName === key)
  return catalog.tables.get(key) ?? named
}
