import type { Catalog, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import type { GroupField, GroupKeyField, ObjectValue, ResponseName, Value, View } from '../plan/plan.ts'

/** A field of an object that a fetch answers. What is no value of a row, a count or a page's end, has a name alone. */
export interface ObjectField {
  readonly name: ResponseName
  readonly value?: Value
}

type Visit = (table: Table, fields: readonly ObjectField[]) => void

/** Visits each object that the texts of these views are made of: rows, and what connections and aggregates put around them. */
export function eachObject(catalog: Catalog, table: Table, views: readonly View[], visit: Visit): void {
  const visitObject = ({ fields }: ObjectValue): void => {
    visit(table, fields)
    for (const { value } of fields) {
      if (value.kind === 'object') visitObject(value)
      if (value.kind !== 'rows') continue
      const target = tableById(catalog, relationOf(table, value.rows.relation as string).to)
      eachObject(catalog, target, [value.view], visit)
    }
  }
  const visitFields = (fields: readonly (GroupField | GroupKeyField)[]): void => {
    visit(table, fields)
    for (const field of fields) {
      if (field.kind === 'group') visit(table, field.fields)
      if (field.kind === 'key' || field.kind === 'related') visitFields(field.fields)
    }
  }
  for (const view of views) {
    if (view.kind === 'list' || view.kind === 'one') visitObject(view.value)
    if (view.kind === 'aggregate' || view.kind === 'groups') visitFields(view.fields)
    if (view.kind !== 'connection') continue
    visit(table, view.fields)
    for (const field of view.fields) {
      if (field.kind === 'nodes') visitObject(field.value)
      if (field.kind === 'pageInfo') visit(table, field.fields)
      if (field.kind !== 'edges') continue
      visit(table, field.fields)
      for (const part of field.fields) if (part.kind === 'node') visitObject(part.value)
    }
  }
}
