import { HeddleError } from '../errors.ts'
import type { EnumInfo } from './catalog.ts'
import type { TableDraft } from './draft.ts'
import { toAscii } from './to-ascii.ts'

const scalars = [
  ...['Int', 'Float', 'String', 'Boolean', 'ID', 'BigInt', 'Decimal', 'DateTime', 'LocalDateTime'],
  ...['Date', 'Time', 'UUID', 'JSON', 'Bytes'],
]
const ownTypes = [
  'Query',
  'Mutation',
  'Subscription',
  'Node',
  'PageInfo',
  'Sort',
  'DateUnit',
  'ChangeKind',
  'CountOrderBy',
]

/** What the schema puts behind a table's type to name the types that go with it. */
const typeEndings = [
  ...['Connection', 'Edge', 'Aggregate', 'MinMax', 'Sum', 'Avg', 'Where', 'Unique', 'OrderBy', 'Column', 'ListFilter'],
  ...['NumericFilter', 'MinMaxFilter', 'AggregateOrderBy', 'NumericOrderBy', 'MinMaxOrderBy'],
  ...['Group', 'GroupKey', 'GroupBy', 'DateBucket', 'DateColumn', 'Having', 'GroupOrderBy', 'GroupKeyOrderBy'],
]

/** What the schema puts behind a table's plural to name the fields of Query that go with it. */
const fieldEndings = ['Connection', 'Aggregate', 'GroupBy']

interface Claim {
  readonly what: string
  /** How to give its owner another name; null for Heddle's own. */
  readonly fix: string | null
}

/**
 * Two things over all sources never share a name: types, and the fields of Query.
 *
 * @throws HeddleError NAME_CLASH, naming both and the fix
 */
export function checkNames(drafts: readonly TableDraft[], enums: ReadonlyMap<string, EnumInfo>): void {
  checkTables(drafts)
  const types = new Map<string, Claim>()
  const claimType = (name: string, claim: Claim) => claimName(types, name, claim, 'types')
  for (const name of [
    ...scalars,
    ...ownTypes,
    ...scalars.flatMap((scalar) => [`${scalar}Filter`, `${scalar}ListFilter`]),
  ])
    types.set(name, { what: `Heddle's own ${name}`, fix: null })
  for (const draft of drafts) claimType(draft.typeName, claimOf(draft, `table ${draft.id}`))
  for (const [id, { name }] of enums) claimType(name, { what: `enum ${id}`, fix: `--rename ${id}=Other${name}` })
  for (const draft of drafts)
    for (const end of typeEndings)
      claimType(draft.typeName + end, claimOf(draft, `the ${end} type of table ${draft.id}`))
  for (const [id, { name }] of enums)
    for (const end of ['Filter', 'ListFilter'])
      claimType(name + end, { what: `the filter of enum ${id}`, fix: `--rename ${id}=Other${name}` })

  const fields = new Map<string, Claim>()
  for (const name of ['node', 'nodes']) fields.set(name, { what: `Heddle's own ${name}`, fix: null })
  for (const draft of drafts)
    for (const name of [draft.single, draft.plural, ...fieldEndings.map((end) => draft.plural + end)])
      claimName(fields, name, claimOf(draft, `table ${draft.id}`), 'fields of Query')
}

/** Two tables with one name come first, as their types tell most about what is the matter. */
function checkTables(drafts: readonly TableDraft[]): void {
  const byType = new Map<string, TableDraft>()
  for (const draft of drafts) {
    const other = byType.get(draft.typeName)
    if (!other) {
      byType.set(draft.typeName, draft)
      continue
    }
    const prefix =
      other.source === draft.source
        ? other.description.sqlSchema === draft.description.sqlSchema
          ? ''
          : `, or its schema a prefix: --prefix ${placeOf(draft)}=${nameFrom(draft.description.sqlSchema ?? draft.source.name)}`
        : `, or its source a prefix: --prefix ${draft.source.name}=${draft.source.name}`
    throw new HeddleError('NAME_CLASH', `Two tables would be called ${draft.typeName}: ${other.id} and ${draft.id}.`, {
      source: draft.source.name,
      table: draft.id,
      hint: `Give one of them another name: --rename ${draft.id}=another${prefix} (in the config \`tables\`).`,
    })
  }
}

function placeOf(draft: TableDraft): string {
  return `${draft.source.name}.${draft.description.sqlSchema ?? 'public'}`
}

/** A name that GraphQL allows, from one that it may not. */
function nameFrom(text: string): string {
  return toAscii(text).replace(/\W+/g, '_')
}

function claimOf(draft: TableDraft, what: string): Claim {
  return { what, fix: `--rename ${draft.id}=another` }
}

function claimName(claims: Map<string, Claim>, name: string, claim: Claim, things: string): void {
  const other = claims.get(name)
  if (other) {
    const fixes = [other.fix, claim.fix].filter((fix) => fix !== null)
    throw new HeddleError('NAME_CLASH', `Two ${things} would be called ${name}: ${other.what} and ${claim.what}.`, {
      hint: `Rename one: ${[...new Set(fixes)].join(', or ')} (or \`rename\` in the config).`,
    })
  }
  claims.set(name, claim)
}
