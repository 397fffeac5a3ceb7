import type { ConnectionField, ObjectValue, Plan, RootField, Value, View } from '../plan/plan.ts'
import { nameText } from '../runtime/assemble.ts'

/**
 * Statements that a schema of resolvers would have made for an answer: one for each root field, and one for each relation
 * field of each row. A to-one relation without a partner counts for nothing: a resolver may see that its key is null. Of a
 * mutation, what is read beside what it wrote. Null where something else than rows was answered.
 *
 * @param data the answer's `data`
 */
export function resolverStatements(plan: Plan, values: readonly unknown[], data: unknown): number | null {
  let count = 0
  const members = membersOf(data)

  function countView(view: View, answered: unknown): void {
    if (view.kind === 'one') countObject(view.value, answered)
    else if (view.kind === 'list') for (const row of itemsOf(answered)) countObject(view.value, row)
    else if (view.kind === 'connection') for (const field of view.fields) countField(field, answered)
  }

  function countField(field: ConnectionField, answered: unknown): void {
    if (field.kind !== 'nodes' && field.kind !== 'edges') return
    for (const item of itemsOf(membersOf(answered)[nameText(field.name, values)])) {
      if (field.kind === 'nodes') countObject(field.value, item)
      else {
        for (const part of field.fields) {
          if (part.kind === 'node') countObject(part.value, membersOf(item)[nameText(part.name, values)])
        }
      }
    }
  }

  function countObject({ fields }: ObjectValue, row: unknown): void {
    if (row === null || row === undefined) return
    for (const { name, value } of fields) countValue(value, membersOf(row)[nameText(name, values)])
  }

  function countValue(value: Value, answered: unknown): void {
    if (value.kind === 'object') return countObject(value, answered)
    const view = value.kind === 'rows' ? value.view : value.kind === 'splice' ? viewOf(plan, value) : undefined
    if (!view || (view.kind === 'one' && (answered === null || answered === undefined))) return
    count += 1
    countView(view, answered)
  }

  /** Rows that a mutation wrote come with the statement that wrote them; what they are related to does not. */
  function countWritten(root: RootField & { readonly kind: 'row' | 'rows' }, answered: unknown): void {
    const places: readonly { readonly fetch: number; readonly view: number; readonly rows: readonly unknown[] }[] =
      root.kind === 'row'
        ? [{ ...root, rows: [answered] }]
        : root.fields.flatMap((field) => {
            if (field.kind !== 'rows') return []
            return [{ ...field, rows: itemsOf(membersOf(answered)[nameText(field.name, values)]) }]
          })
    for (const { rows, ...place } of places) {
      const view = viewOf(plan, place)
      if (view) for (const row of rows) countView(view, row)
    }
  }

  for (const root of plan.roots) {
    if (root.kind === 'foreign') return null
    if (root.kind === 'typename') continue
    const answered = members[nameText(root.name, values)]
    if (root.kind === 'row' || root.kind === 'rows') {
      countWritten(root, answered)
      continue
    }
    const each = root.kind === 'fetch' ? [{ ...root, answered }] : withAnswers(root.items, itemsOf(answered))
    for (const { answered, ...item } of each) {
      count += 1
      const view = viewOf(plan, item)
      if (view) countView(view, answered)
    }
  }
  return count
}

function withAnswers<T extends object>(items: readonly T[], answers: readonly unknown[]) {
  return items.map((item, index) => ({ ...item, answered: answers[index] }))
}

function viewOf(
  { fetches }: Plan,
  { fetch, view }: { readonly fetch: number; readonly view: number },
): View | undefined {
  return fetches[fetch]?.views[view]
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
