import { HeddleError } from '../errors.ts'
import type { Relation } from './catalog.ts'
import type { RelationDraft, TableDraft } from './draft.ts'
import { capital, withoutId } from './naming.ts'
import { didYouMean } from './near-names.ts'

/**
 * Names the relations of one table.
 *
 * - Of the columns that refer, without `Id`: `language_id` → `language`. Where that leaves the column's own name, or
 *   another field has it, with the target's type added: `reports_to` → `reportsToEmployee`.
 * - Back from a reference, and across a junction, the other table's plural (`films`), or its single name where there is at
 *   most one row (`profile`); with `By<Column>` added where two would clash (`filmsByOriginalLanguage`), and the junction
 *   named too where that is not enough.
 *
 * @param drafts all relations from the table; a name that somebody chose stands.
 * @param renames chosen names, by those that the rules give.
 *
 * @throws HeddleError NAME_CLASH, UNKNOWN_COLUMN (a rename of nothing)
 */
export function nameRelations(
  table: TableDraft,
  drafts: readonly RelationDraft[],
  renames: ReadonlyMap<string, string>,
): Relation[] {
  const taken = new Set(table.columns.map((column) => column.name))
  const chosen = drafts.flatMap((draft): Named[] => (draft.name === null ? [] : [{ draft, name: draft.name }]))
  for (const { name } of chosen) taken.add(name)
  const unnamed = drafts.filter((draft) => draft.name === null)
  const made = [
    ...settle(unnamed.filter((draft) => draft.direction === 'refers').map(referringNames), taken),
    ...settle(unnamed.filter((draft) => draft.direction === 'back').map(backNames), taken),
  ]
  checkRenames(table, renames, made)
  const renamed = made.map(({ draft, name }) => ({ draft, name: renames.get(name) ?? name }))
  const all = [...chosen, ...renamed].sort((a, b) => drafts.indexOf(a.draft) - drafts.indexOf(b.draft))
  checkClashes(table, all)
  return all.map(({ draft, name }) => toRelation(draft, name))
}

interface Named {
  readonly draft: RelationDraft
  readonly name: string
}

/** Names that a relation would have, the one it likes best first. */
interface Wishes {
  readonly draft: RelationDraft
  readonly names: readonly string[]
}

/** Gives each its first free name. Two that want the same both go on to their next, so that order decides nothing. */
function settle(wishes: readonly Wishes[], taken: Set<string>): Named[] {
  const named: Named[] = []
  let pending = wishes
  for (let at = 0; pending.length > 0; at++) {
    const wanted = pending.map((wish) => wish.names[at] ?? wish.names.at(-1) ?? '')
    const settled = pending.map((wish, i) => {
      const name = wanted[i] ?? ''
      const free = !taken.has(name) && wanted.indexOf(name) === wanted.lastIndexOf(name)
      return free || at >= wish.names.length - 1 ? { draft: wish.draft, name } : null
    })
    for (const one of settled) if (one) taken.add(one.name)
    named.push(...settled.filter((one) => one !== null))
    pending = pending.filter((_, i) => settled[i] === null)
  }
  return named
}

function referringNames(draft: RelationDraft): Wishes {
  const [first = '', ...rest] = draft.referring.map((column) => withoutId(column) ?? column)
  const name = first + rest.map(capital).join('')
  return { draft, names: [name, name + draft.to.typeName] }
}

function backNames(draft: RelationDraft): Wishes {
  const name = draft.cardinality === 'one' ? draft.to.single : draft.to.plural
  const columns = draft.referring.map((column) => capital(withoutId(column) ?? column)).join('')
  const junction = draft.through?.table.typeName ?? draft.to.typeName
  return { draft, names: [name, `${name}By${columns}`, `${name}By${junction}${columns}`] }
}

function toRelation(draft: RelationDraft, name: string): Relation {
  const { kind, cardinality, on, nullable, indexed, description } = draft
  const through = draft.through ? { table: draft.through.table.id, on: draft.through.on } : null
  return { name, kind, cardinality, from: draft.from.id, to: draft.to.id, on, through, nullable, indexed, description }
}

function checkRenames(table: TableDraft, renames: ReadonlyMap<string, string>, made: readonly Named[]): void {
  for (const [from, to] of renames) {
    if (made.some(({ name }) => name === from)) continue
    const known = [...table.columns.map((column) => column.sqlName), ...made.map(({ name }) => name)]
    throw new HeddleError('UNKNOWN_COLUMN', `rename ${table.id}.${from}=${to}: ${table.id} has no ${from}.`, {
      table: table.id,
      hint: didYouMean(from, known),
    })
  }
}

interface Field {
  readonly name: string
  readonly what: string
  /** How to give it another name; null for what cannot have one. */
  readonly fix: string | null
}

/** Every field of the table's type has its own name, and none that a filter or a node id keeps. */
function checkClashes(table: TableDraft, relations: readonly Named[]): void {
  const kept = ['nodeId', 'AND', 'OR', 'NOT'].map((name): Field => ({ name, what: `Heddle's own ${name}`, fix: null }))
  const columns = table.columns.map(({ name, sqlName }): Field => ({
    name,
    what: `column ${sqlName}`,
    fix: `--rename ${table.id}.${sqlName}=another`,
  }))
  const fields = new Map<string, Field>()
  for (const field of [...kept, ...columns, ...relations.flatMap((named) => fieldsOf(table, named))]) {
    const other = fields.get(field.name)
    if (other) {
      const fix = [other.fix, field.fix].filter((part) => part !== null).join(', or ')
      throw new HeddleError(
        'NAME_CLASH',
        `Two fields of ${table.typeName} (${table.id}) would be called ${field.name}: ${other.what} and ${field.what}.`,
        { table: table.id, hint: `Rename one: ${fix}.` },
      )
    }
    fields.set(field.name, field)
  }
}

function fieldsOf(table: TableDraft, { draft, name }: Named): Field[] {
  const what = `the relation ${name} (${draft.origin})`
  const fix = draft.name === null ? `--rename ${table.id}.${name}=another` : `another name in ${draft.origin}`
  const own = { name, what, fix }
  if (draft.cardinality === 'one') return [own]
  return [own, ...['Connection', 'Aggregate'].map((end) => ({ name: name + end, what: `${end} of ${what}`, fix }))]
}
