import type { Catalog, Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
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

/** What a role's fields are made from: its catalog, everything that there is, and whether that is more. */
export interface FieldScope {
  readonly catalog: Catalog
  readonly whole: Catalog
  readonly restricted: boolean
}

/**
 * The custom fields by id of their table, checked against all that there is. Of a restricted catalog, those that the role
 * may have.
 *
 * @throws HeddleError UNKNOWN_TABLE, UNKNOWN_COLUMN, CONFIG_INVALID
 */
export function customFieldsByTable(scope: FieldScope, fields: CustomFields): CustomFieldsByTable {
  const { catalog, whole, restricted } = scope
  const tables = [...catalog.tables.values()]
  const byTable = new Map<string, (readonly [string, CustomField])[]>()
  for (const [key, ofTable] of Object.entries(fields)) {
    const table = tables.find(({ id, plural, typeName }) => [id, plural, typeName].includes(key))
    if (!table && restricted) continue
    if (!table) throw unknownTable(key, tables)
    const usable = Object.entries(ofTable).filter(([name, field]) => {
      return !restricted || (isNamed(catalog, field) && mayCompute(table, name, field.needs))
    })
    for (const [name, field] of usable) assertCustomField(tableById(whole, table.id), name, field)
    byTable.set(table.id, [...(byTable.get(table.id) ?? []), ...usable])
  }
  return byTable
}

function isNamed(catalog: Catalog, field: CustomField): boolean {
  const typeName = field.type.replace(/[[\]!\s]/g, '')
  return scalarNamed(typeName) !== undefined || [...catalog.enums.values()].some(({ name }) => name === typeName)
}

/**
 * Whether a role may have a field that the config computes: one that its permissions name, whatever columns it needs, as it
 * is code that decides what it says of them. Where they name none, one whose columns it may read all.
 */
export function mayCompute(table: Table, field: string, needs: readonly string[]): boolean {
  const fields = table.rights?.fields ?? null
  if (fields !== null) return fields === 'all' || fields.includes(field)
  return needs.every((column) => table.columns.some(({ name }) => name === column))
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
