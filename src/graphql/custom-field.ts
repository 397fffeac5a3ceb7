import type { Catalog, Table } from '../catalog/catalog.ts'
import { didYouMean } from '../catalog/near-names.ts'
import { HeddleError } from '../errors.ts'
import { scalarNamed } from './scalars.ts'

/** The columns that a custom field asked for, by name, in their wire form: a Decimal is a string. */
export type NeededColumns = Readonly<Record<string, unknown>>

/** A field of a table's type that the config computes from columns of the row. */
export interface CustomField {
  /** A scalar, an enum of the schema, or an expression with lists and `!`: `String`, `[UserRole!]!`. */
  readonly type: string
  /** True: null is a value of the field. Otherwise null means that the resolver failed, unless `type` ends in `!`. */
  readonly nullable?: boolean | undefined
  readonly description?: string | null | undefined
  /** Columns of the table, by their API names: joined into the SQL projection where the field is selected. */
  readonly needs: readonly string[]
  readonly resolve?: ((row: NeededColumns, context: never) => unknown) | undefined
  /** All rows of a request at once: answers one value for each row, in order; an Error fails its own row only. */
  readonly resolveMany?: ((rows: readonly NeededColumns[], context: never) => unknown) | undefined
}

/** By table (its list name, its type name or its id), then by field. */
export type CustomFields = Readonly<Record<string, Readonly<Record<string, CustomField>>>>

/** By id of the table: the fields in the order of the config. */
export type CustomFieldsByTable = ReadonlyMap<string, readonly (readonly [name: string, field: CustomField])[]>

/**
 * The custom fields by id of their table, checked against the catalog. In a restricted catalog, those that name or need
 * what is not there are left out: a role has no field made of columns that it may not read.
 *
 * @throws HeddleError UNKNOWN_TABLE, UNKNOWN_COLUMN, CONFIG_INVALID
 */
export function customFieldsByTable(catalog: Catalog, fields: CustomFields, restricted: boolean): CustomFieldsByTable {
  const tables = [...catalog.tables.values()]
  const byTable = new Map<string, (readonly [string, CustomField])[]>()
  for (const [key, ofTable] of Object.entries(fields)) {
    const table = tables.find(({ id, plural, typeName }) => [id, plural, typeName].includes(key))
    if (!table && restricted) continue
    if (!table) throw unknownTable(key, tables)
    const usable = Object.entries(ofTable).filter(([, field]) => !restricted || isWithin(catalog, table, field))
    for (const [name, field] of usable) assertCustomField(table, name, field)
    byTable.set(table.id, [...(byTable.get(table.id) ?? []), ...usable])
  }
  return byTable
}

function isWithin(catalog: Catalog, table: Table, field: CustomField): boolean {
  const typeName = field.type.replace(/[[\]!\s]/g, '')
  const named = scalarNamed(typeName) !== undefined || [...catalog.enums.values()].some(({ name }) => name === typeName)
  return named && field.needs.every((column) => table.columns.some(({ name }) => name === column))
}

function unknownTable(key: string, tables: readonly Table[]): HeddleError {
  return new HeddleError('UNKNOWN_TABLE', `The config's \`fields\` name the table ${key}, which does not exist.`, {
    hint: didYouMean(
      key,
      tables.map(({ plural }) => plural),
    ),
  })
}

function assertCustomField(table: Table, name: string, field: CustomField): void {
  const where = `The custom field ${table.typeName}.${name}`
  for (const column of field.needs) {
    if (table.columns.some((candidate) => candidate.name === column)) continue
    throw new HeddleError('UNKNOWN_COLUMN', `${where} needs the column ${column}, which ${table.id} does not have.`, {
      hint: didYouMean(
        column,
        table.columns.map((candidate) => candidate.name),
      ),
    })
  }
  if ((field.resolve === undefined) === (field.resolveMany === undefined)) {
    throw new HeddleError(
      'CONFIG_INVALID',
      `${where} has ${field.resolve ? 'both' : 'neither'} resolve and resolveMany.`,
      {
        hint: 'Give it one of the two.',
      },
    )
  }
}
