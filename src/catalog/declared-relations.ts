import { HeddleError } from '../errors.ts'
import type { Column, ColumnPair } from './catalog.ts'
import { areComparable, areConvertible } from './comparable-keys.ts'
import { isCertain, type ForeignKey } from './derive-relations.ts'
import type { RelationDeclaration, SourceDescription, TableReference } from './description.ts'
import { isIndexed, singlesOut, type RelationDraft, type TableDraft } from './draft.ts'
import { isValidName } from './naming.ts'
import { oneColumn, oneTable, tableId } from './table-paths.ts'

/**
 * Makes relations of what somebody declared, in `defineRelations` or by `--link`.
 *
 * @throws HeddleError UNKNOWN_TABLE, UNKNOWN_COLUMN, NAME_INVALID, LINK_INVALID
 */
export function declaredRelations(
  declarations: readonly RelationDeclaration[],
  drafts: readonly TableDraft[],
  foreignKeys: readonly ForeignKey[],
  notices: string[],
): RelationDraft[] {
  const sources = [...new Set(drafts.map((draft) => draft.source))]
  const made = declarations.map((declaration) => {
    const resolved = resolve(declaration, drafts, sources)
    checkShape(declaration, resolved)
    const draft = toDraft(declaration, resolved, foreignKeys)
    for (const notice of remarks(declaration, draft)) notices.push(notice)
    return draft
  })
  // The same link given twice is one.
  return made.filter(
    (draft, at) => made.findIndex((other) => other.name === draft.name && waysOf(other) === waysOf(draft)) === at,
  )
}

interface Resolved {
  readonly from: TableDraft
  readonly to: TableDraft
  readonly on: readonly ColumnPair[]
  readonly through: { readonly table: TableDraft; readonly on: readonly ColumnPair[] } | null
}

function resolve(
  declaration: RelationDeclaration,
  drafts: readonly TableDraft[],
  sources: readonly SourceDescription[],
): Resolved {
  const { origin } = declaration
  const find = (reference: TableReference) => {
    const id = tableId(reference.source, reference)
    const draft = drafts.find((candidate) => candidate.id === id)
    if (draft) return draft
    const path = [reference.source, reference.sqlSchema, reference.sqlName].filter((part) => part !== null)
    oneTable(sources, path, { origin, code: 'LINK_INVALID' })
    throw new HeddleError('UNKNOWN_TABLE', `${origin}: there is no table ${id}.`)
  }
  const from = find(declaration.from)
  const to = find(declaration.to)
  if (!declaration.through) return { from, to, on: match(declaration.on, from, to, declaration), through: null }
  const junction = find(declaration.through.table)
  return {
    from,
    to,
    on: match(declaration.on, from, junction, declaration),
    through: { table: junction, on: match(declaration.through.on, junction, to, declaration) },
  }
}

/** Names and checks the pairs of columns by which two tables meet. */
function match(
  pairs: readonly { readonly from: string; readonly to: string }[],
  from: TableDraft,
  to: TableDraft,
  { origin, convert }: RelationDeclaration,
): ColumnPair[] {
  if (pairs.length === 0) {
    throw new HeddleError('LINK_INVALID', `${origin}: it says no columns by which ${from.id} and ${to.id} meet.`)
  }
  return pairs.map((pair) => {
    const left = column(from, pair.from, origin)
    const right = column(to, pair.to, origin)
    const convertible = from.source !== to.source && areConvertible(left.type, right.type, convert)
    if (!areComparable(left.type, right.type) && !convertible) throw incomparable(from, left, to, right, origin)
    return { from: left.name, to: right.name }
  })
}

function column(draft: TableDraft, sqlName: string, origin: string): Column {
  const found = oneColumn({ source: draft.source, table: draft.description }, sqlName, origin).sqlName
  return draft.columns.find((candidate) => candidate.sqlName === found) as Column // every described column is drafted
}

function incomparable(from: TableDraft, left: Column, to: TableDraft, right: Column, origin: string): HeddleError {
  const fitting = from.columns.filter((other) => areComparable(other.type, right.type)).map((other) => other.sqlName)
  const kinds = `${from.id}.${left.sqlName} (${typeName(left)}) and ${to.id}.${right.sqlName} (${typeName(right)})`
  const converted = from.source !== to.source && areConvertible(left.type, right.type, 'text-to-int')
  return new HeddleError('LINK_INVALID', `${origin}: the values of ${kinds} can never be equal, or not reliably.`, {
    hint: converted
      ? 'Where the text writes whole numbers, say so: … convert text-to-int.'
      : fitting.length > 0
        ? `Columns of ${from.id} that ${right.sqlName} could be matched with: ${fitting.join(', ')}.`
        : 'Link columns of one type: whole numbers, text or UUIDs, dates, bytes.',
  })
}

function typeName({ type }: Column): string {
  return type.sqlType === '' ? 'no declared type' : type.sqlType
}

function checkShape({ name, origin }: RelationDeclaration, { from, to, through }: Resolved): void {
  if (name !== null && !isValidName(name)) {
    throw new HeddleError('NAME_INVALID', `${origin}: GraphQL does not allow the name ${JSON.stringify(name)}.`, {
      hint: 'Letters, digits and _, not beginning with a digit or with two underscores.',
    })
  }
  if (through && through.table.source !== to.source) {
    throw new HeddleError(
      'LINK_INVALID',
      `${origin}: the junction ${through.table.id} has to lie in the source of ${to.id}, the table it leads to.`,
      { hint: `Declare two relations: from ${from.id} to ${through.table.id}, and from there to ${to.id}.` },
    )
  }
}

function toDraft(
  declaration: RelationDeclaration,
  { from, to, on, through }: Resolved,
  foreignKeys: readonly ForeignKey[],
): RelationDraft {
  const searched = on.map((pair) => pair.to)
  const refers = declaration.cardinality === 'one' && !through
  const key = foreignKeys.find(
    (candidate) => candidate.table === from && candidate.target === to && isOn(candidate, on),
  )
  return {
    name: declaration.name,
    kind: from.source === to.source ? 'local' : 'link',
    cardinality: declaration.cardinality,
    from,
    to,
    on,
    through,
    nullable: declaration.cardinality === 'one' && !(key && !through && isCertain(key)),
    indexed: isIndexed(through ? through.table : to, searched),
    description: null,
    direction: refers ? 'refers' : 'back',
    referring: refers ? on.map((pair) => pair.from) : searched,
    origin: declaration.origin,
  }
}

/** Whether the foreign key pairs the same columns. */
function isOn(key: ForeignKey, on: readonly ColumnPair[]): boolean {
  return (
    key.columns.length === on.length &&
    key.columns.every((column, at) =>
      on.some((pair) => pair.from === column.name && pair.to === key.targetColumns[at]?.name),
    )
  )
}

function remarks({ required, origin }: RelationDeclaration, draft: RelationDraft): string[] {
  if (draft.cardinality !== 'one') return []
  const end = draft.through ? null : draft.on.map((pair) => pair.to)
  const loose = end && !singlesOut(draft.to, end)
  return [
    ...(loose ? [`${origin}: ${end.join(', ')} is no key of ${draft.to.id}; of several partners one is shown`] : []),
    ...(required && draft.nullable
      ? [`${origin}: nullable all the same, because no enforced NOT NULL foreign key makes sure of the row`]
      : []),
  ]
}

/** From where to where and by which columns: what two relations have in common that are one. */
export function waysOf({ from, to, on, through }: RelationDraft): string {
  const sorted = (pairs: readonly ColumnPair[]) => pairs.map((pair) => JSON.stringify([pair.from, pair.to])).sort()
  return JSON.stringify([from.id, to.id, sorted(on), through ? [through.table.id, sorted(through.on)] : null])
}
