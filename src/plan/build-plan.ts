import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { identityOf } from '../catalog/table-writes.ts'
import type { BoundRoot } from '../operation/bound-root.ts'
import { allRows, type BoundObject, type ResponseName } from '../operation/shape.ts'
import type { BoundWrite } from '../operation/write-shape.ts'
import { inOrder, startBuilding, type Building } from './building.ts'
import { deepFreeze } from './deep-freeze.ts'
import { planRead } from './plan-read.ts'
import { planRows } from './plan-where.ts'
import type { FetchKey, Plan, RootField, RowSet } from './plan.ts'
import { defaultPlanning } from './planning.ts'

/**
 * Plans a shape: a fetch for each root field, one for each link crossed, local relations inside them where an index helps,
 * and before them a probe for each condition and a lookup for each order that crosses a link.
 *
 * What two branches of the same depth ask for alike (the same link, filter, order and page) is one fetch; if they select
 * different fields of its rows, it has a view for each. Pure: the same bytes for the same input.
 *
 * @param planning decides which of several strategies comes first, never what is answered
 */
export function buildPlan(catalog: Catalog, roots: readonly BoundRoot[], planning = defaultPlanning): Plan {
  const building = startBuilding(catalog, planning)
  const fields = roots.map((root) => planRoot(building, root))
  return deepFreeze(inOrder(building, fields, null).plan)
}

/** Conditions of a write as the databases of their tables can decide them, and the probes that this takes. */
export function planConditions(
  catalog: Catalog,
  conditions: readonly Pick<RowSet, 'table' | 'policy' | 'where'>[],
): { readonly conditions: readonly Pick<RowSet, 'policy' | 'where'>[]; readonly probes: Plan } {
  const building = startBuilding(catalog)
  const planned = conditions.map(({ table, policy, where }) => {
    const rows = planRows(building, { ...allRows(table), policy, where })
    return { policy: rows.policy, where: rows.where }
  })
  const { plan, rest } = inOrder(building, [], planned)
  return { conditions: rest, probes: plan }
}

/** Reads what a write answers with: the rows by their keys, in the order of the keys. */
export function buildWrittenPlan(catalog: Catalog, name: ResponseName, write: BoundWrite): Plan {
  const building = startBuilding(catalog)
  const { answer } = write
  const read = (value: BoundObject): { fetch: number; view: number } => {
    const table = tableById(catalog, write.table)
    const columns = identityOf(table)?.columns ?? []
    const key: FetchKey = { table: table.id, relation: null, columns, through: null, indexed: true }
    const rows = { ...allRows(table.id), policy: write.policy }
    return planRead(building, 0, key, { rows, view: { kind: 'one', value, required: false } })
  }
  const root: RootField =
    answer.kind === 'one'
      ? { kind: 'row', name, ...read(answer.value) }
      : {
          kind: 'rows',
          name,
          fields: answer.fields.map((field) =>
            field.kind === 'rows' ? { kind: 'rows', name: field.name, ...read(field.value) } : field,
          ),
        }
  return deepFreeze(inOrder(building, [root], null).plan)
}

function planRoot(building: Building, root: BoundRoot): RootField {
  switch (root.kind) {
    case 'read':
      return { kind: 'fetch', name: root.name, ...planRead(building, 0, null, root.read) }
    case 'nodes':
      return { kind: 'nodes', name: root.name, items: root.items.map((read) => planRead(building, 0, null, read)) }
    case 'write':
      throw new Error('Invariant violated: a write has a plan of its own')
    default:
      return root
  }
}
