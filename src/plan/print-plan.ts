import { printOperand, printPredicate, slot } from './print-predicate.ts'
import { statementBound } from './statement-bound.ts'
import type {
  AggregateField,
  ConnectionField,
  Count,
  Fetch,
  GroupField,
  GroupKey,
  GroupKeyField,
  GroupsView,
  Lookup,
  ObjectValue,
  OrderBy,
  Plan,
  Probe,
  ResponseName,
  RowSet,
  Through,
  Value,
  View,
} from './plan.ts'

/**
 * A plan as text, for people and for golden files. Values are written as the numbers of their slots.
 *
 * @example
 * statements at most: accounts 1, shop 1
 *
 * fetch 0 · accounts.users
 *   order id asc · limit 100
 *   list { name, orders: fetch 1 by id }
 *
 * fetch 1 · shop.orders · link accounts.users.orders by userId
 *   order id asc · limit 100
 *   list { total }
 */
export function printPlan(plan: Plan): string {
  const bound = Object.entries(statementBound(plan)).map(([source, count]) => `${source} ${count}`)
  const head = `statements at most: ${bound.join(', ') || 'none'}`
  return [head, ...plan.fetches.map(printFetch)].join('\n\n') + '\n'
}

function printFetch(fetch: Fetch): string {
  const { key } = fetch
  const through = printThrough(key?.through ?? null)
  const way = key?.indexed === false ? ', no index: one pass' : ''
  const kind = key?.table.startsWith(`${fetch.source}.`) ? 'relation' : 'link'
  const own = key?.relation === null ? ` · written rows by ${key.columns.join(', ')}` : null
  const link =
    own ?? (key ? ` · ${kind} ${key.table}.${key.relation} by ${key.columns.join(', ')}${through}${way}` : '')
  const lines = [`fetch ${fetch.id} · ${fetch.rows.table}${link}${forerunner(fetch)}`]
  if (fetch.merge) {
    const { few } = fetch.merge
    const when = few ? `before this, unless fetch ${few.fetch} answers few keys` : 'before this'
    lines.push(`  ordered merge: fetch ${fetch.merge.fetch}, ${when}`)
  }
  const rows = printRows(fetch.rows)
  if (rows) lines.push(`  ${rows}`)
  if (fetch.probe) lines.push(`  ${printProbe(fetch.probe)}`)
  if (fetch.lookup) lines.push(`  ${printLookup(fetch.lookup)}`)
  for (const rule of printRules(fetch)) lines.push(`  rule ${rule}`)
  for (const view of fetch.views) lines.push(`  ${printView(view, '  ')}`)
  return lines.join('\n')
}

/** The rules that decided how the page is found, with what they will do. */
function printRules({ fills, windows, onDemand }: Fetch): string[] {
  // What is filled when another fetch asks for it is its ordered merge.
  const name = onDemand ? 'ordered-merge' : 'fill-by-key'
  const rules = fills ? [`${name} · with the keys of fetch ${fills.fetch} in order`] : []
  if (!windows) return rules
  const { start, key, probes, first, most } = windows
  const within = probes.map(({ fetch, columns }) => `fetch ${fetch} by ${columns.join(', ')}`)
  const how = `windows of ${first} rows and more by ${key.join(', ')}, within them ${within.join(', ')}`
  const begin = start === 'at once' ? '' : 'all keys up to the threshold · beyond it '
  return [...rules, `look-in-windows · ${begin}${how} · after ${most} rows all keys`]
}

function forerunner({ probe, lookup }: Fetch): string {
  const end = lookup ?? probe
  if (!end) return ''
  const { table, relation, columns, through } = end
  const name = lookup ? 'lookup' : probe?.near ? 'near keys' : 'probe'
  const path = (probe?.near ?? []).map((step) => `${step.relation}.`).join('')
  return ` · ${name} of ${table}.${relation} by ${columns.map((column) => path + column).join(', ')}${printThrough(through)}`
}

/** A junction, and which of its pairs count. */
export function printThrough(through: Through | null): string {
  if (!through) return ''
  return ` through ${through.table}${through.policy ? ` policy ${printPredicate(through.policy)}` : ''}`
}

function printLookup({ value, text, compare, page }: Lookup): string {
  const compared = compare.map((value) => ` · compared with ${slot(value)}`).join('')
  if (value.kind === 'key') return `rank of ${printKey(value.by)} and its wire form`
  const from = page && page.from !== null ? ` from ${slot(page.from)}` : ''
  const pages = page
    ? ` · ${page.direction}${from}, pages of ${page.first} and more, ties whole · after ${page.most} keys all`
    : ''
  return `rank of ${printBy(value.by)}${text ? ' and its text' : ''}${compared}${pages}`
}

function printProbe({ test, holds, threshold, pages }: Probe): string {
  const condition = test ? ` having ${printPredicate(test)}` : ''
  return `keys${condition}${holds ? '' : `, where that is not true`} · ${printExtent(threshold, pages)}`
}

function printExtent(threshold: Probe['threshold'], pages: Probe['pages']): string {
  if (pages) return `in order, pages of ${pages.keys} and more within ${pages.rows} rows and more`
  return threshold === null ? 'all' : `up to ${threshold}`
}

function printRows(rows: RowSet): string {
  const parts: string[] = []
  if (rows.policy) parts.push(`policy ${printPredicate(rows.policy)}`)
  if (rows.pairPolicy) parts.push(`pairs policy ${printPredicate(rows.pairPolicy)}`)
  if (rows.where) parts.push(`where ${printPredicate(rows.where)}`)
  for (const seek of rows.seek) parts.push(`${seek.side} ${seek.slots.map(slot).join(', ')}`)
  if (rows.distinct.length > 0) parts.push(`distinct ${rows.distinct.join(', ')}`)
  parts.push(...printPage(rows))
  return parts.join(' · ')
}

/** What orders and pages rows, or groups. */
function printPage(page: Pick<RowSet, 'order' | 'limit' | 'offset'> & Partial<Pick<RowSet, 'fromEnd'>>): string[] {
  const parts: string[] = []
  if (page.order.length > 0) {
    parts.push(
      `order ${page.order.map((term) => `${printBy(term.by)} ${term.direction} nulls ${term.nulls}`).join(', ')}`,
    )
  }
  if (page.limit !== null) parts.push(`${page.fromEnd ? 'last' : 'limit'} ${printCount(page.limit)}`)
  if (page.offset !== null) parts.push(`offset ${printCount(page.offset)}`)
  return parts
}

function printCount(count: Count): string {
  return typeof count === 'number' ? String(count) : slot(count.slot)
}

function printName(name: ResponseName): string {
  return typeof name === 'string' ? name : `${slot(name.alias)}:`
}

function printView(view: View, indent: string): string {
  switch (view.kind) {
    case 'list':
      return `list ${printObject(view.value, indent)}`
    case 'one':
      return `${view.required ? 'one' : 'one or null'} ${printObject(view.value, indent)}`
    case 'connection':
      return `connection ${block(
        view.fields.map((field) => printConnectionField(field, `${indent}  `)),
        indent,
      )}`
    case 'aggregate':
      return `aggregate { ${view.fields.map(printAggregateField).join(', ')} }`
    case 'groups':
      return printGroups(view)
  }
}

function printObject(object: ObjectValue, indent: string): string {
  const fields = object.fields.map(({ name, value }) => printField(name, value, `${indent}  `))
  return block(fields, indent)
}

/** On one line where it is short and holds no lines itself. */
function block(parts: readonly string[], indent: string): string {
  const line = `{ ${parts.join(', ')} }`
  if (line.length <= 100 && !line.includes('\n')) return line
  return `{\n${parts.map((part) => `${indent}  ${part}\n`).join('')}${indent}}`
}

function printField(name: ResponseName, value: Value, indent: string): string {
  const label = printName(name)
  switch (value.kind) {
    case 'column':
      return label === value.column ? label : `${label} ${value.column}`
    case 'typename':
      return `${label} "${value.typeName}"`
    case 'nodeId':
      return `${label} node id`
    case 'object':
      return `${label} ${printObject(value, indent)}`
    case 'rows': {
      const rows = printRows(value.rows)
      return `${label}: rows of ${value.rows.relation}${rows && ` · ${rows}`} · ${printView(value.view, indent)}`
    }
    case 'splice':
      return `${label}: fetch ${value.fetch}.${value.view} by ${value.columns.join(', ')}`
  }
}

function printConnectionField(field: ConnectionField, indent: string): string {
  const name = printName(field.name)
  switch (field.kind) {
    case 'nodes':
      return `${name} nodes ${printObject(field.value, indent)}`
    case 'edges':
      return `${name} edges ${block(
        field.fields.map((part) =>
          part.kind === 'node' ? `node ${printObject(part.value, `${indent}  `)}` : part.kind,
        ),
        indent,
      )}`
    case 'pageInfo':
      return `${name} pageInfo { ${field.fields.map((part) => part.kind).join(', ')} }`
    default:
      return `${name} ${field.kind}`
  }
}

function printAggregateField(field: AggregateField): string {
  if (field.kind === 'count') return field.distinct ? `count distinct ${field.distinct}` : 'count'
  if (field.kind === 'typename') return `${printName(field.name)} "${field.typeName}"`
  const columns = field.fields.map((part) => (part.kind === 'column' ? part.column : '__typename'))
  return `${field.fn} { ${columns.join(', ')} }`
}

function printGroups(view: GroupsView): string {
  const parts = [`groups by ${view.by.map(printKey).join(', ')}`]
  if (view.having) parts.push(`having ${printPredicate(view.having)}`)
  parts.push(...printPage(view))
  return `${parts.join(' · ')} · { ${view.fields.map(printGroupField).join(', ')} }`
}

function printKey({ path, column, unit, zone, looked }: GroupKey): string {
  const steps = path.map(({ relation }) => relation)
  if (looked) return `${[...steps, looked.relation].join('.')}, partial aggregation with fetch ${looked.fetch}`
  return `${unit ? `${unit} of ` : ''}${[...steps, column].join('.')}${zone === null ? '' : ` in zone ${slot(zone)}`}`
}

function printGroupField(field: GroupField): string {
  return field.kind === 'key' ? `key { ${keyTexts(field.fields).join(', ')} }` : printAggregateField(field)
}

/** Of related rows as well, each by its whole way. */
function keyTexts(fields: readonly GroupKeyField[]): string[] {
  return fields.flatMap((field) => {
    if (field.kind === 'value') return [field.key.replace(/^key\./, '')]
    return field.kind === 'typename' ? [`"${field.typeName}"`] : keyTexts(field.fields)
  })
}

function printBy(by: OrderBy): string {
  switch (by.kind) {
    case 'column':
      return by.column
    case 'related':
      return `${by.relation}.${printBy(by.by)}`
    case 'aggregate':
      return printOperand(by)
    case 'looked':
      return `${by.relation} ranked by fetch ${by.fetch}`
  }
}
