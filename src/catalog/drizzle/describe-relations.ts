import { EmptyFilter, Many, One, Relation, getTableName, getTableSchema, is } from 'drizzle-orm'
import { HeddleError } from '../../errors.ts'
import type { RelationDeclaration, TableReference } from '../description.ts'
import type { DrizzleSchema, DrizzleTable } from './schema-tables.ts'
import { schemaTables } from './schema-tables.ts'

/** A source whose tables `defineRelations` may name. */
export interface RelatedSource {
  readonly name: string
  readonly schema: DrizzleSchema
}

/** What Drizzle's `defineRelations` (or the parts of several `defineRelationsPart`) returns. */
export type DrizzleRelations = Readonly<
  Record<
    string,
    { readonly table: unknown; readonly name: string; readonly relations: Readonly<Record<string, unknown>> }
  >
>

/** One side of a column pair, as the relations builder holds it. */
interface BuilderColumn {
  readonly _: { readonly column: unknown; readonly key: string }
}

/**
 * Reads the relations of one `defineRelations` over the tables of all sources. A table's source is found by the table
 * object itself, so that two sources may hold tables of one name.
 *
 * @example
 * defineRelations({ ...accounts, ...shop }, (r) => ({
 *   users: { orders: r.many.orders({ from: r.users.id, to: r.orders.userId }) },
 * }))
 * // { name: 'orders', cardinality: 'many', from: { source: 'accounts', sqlName: 'users', … },
 * //   to: { source: 'shop', sqlName: 'orders', … }, on: [{ from: 'id', to: 'user_id' }], origin: 'relations.users.orders', … }
 *
 * @throws HeddleError NAME_CLASH where one schema key stands for two tables: spreading the schemas has lost one of them.
 * @throws HeddleError CONFIG_INVALID for a relation with `where`, or to a table of no source.
 */
export function describeRelations(
  relations: DrizzleRelations,
  sources: readonly RelatedSource[],
): readonly RelationDeclaration[] {
  checkNothingLost(relations, sources)
  const find = tableFinder(sources)
  return Object.entries(relations).flatMap(([key, entry]) =>
    Object.entries(entry.relations).flatMap(([name, relation]) => {
      if (!is(relation, One) && !is(relation, Many)) return []
      return [describeRelation(relation, name, `relations.${key}.${name}`, find)]
    }),
  )
}

type FindTable = (table: unknown, origin: string) => TableReference

function describeRelation(
  relation: One<string> | Many<string>,
  name: string,
  origin: string,
  find: FindTable,
): RelationDeclaration {
  refuseFilter(relation, origin)
  const through = relation.through
  return {
    name,
    cardinality: relation.relationType,
    from: find(relation.sourceTable, origin),
    to: find(relation.targetTable, origin),
    on: pairs(relation.sourceColumns, through ? through.source : relation.targetColumns),
    through: through
      ? { table: find(relation.throughTable, origin), on: pairs(through.target, relation.targetColumns) }
      : null,
    required: is(relation, One) && !relation.optional,
    origin,
  }
}

function refuseFilter(relation: Relation, origin: string): void {
  if (relation.where === undefined || relation.where === EmptyFilter) return
  if (typeof relation.where === 'object' && Object.keys(relation.where).length === 0) return
  throw new HeddleError(
    'CONFIG_INVALID',
    `${origin} has a \`where\`, which relations cannot have yet. Leave it out and filter in the query: the relation's field takes \`where\`.`,
  )
}

function pairs(from: readonly BuilderColumn[], to: readonly BuilderColumn[]): { from: string; to: string }[] {
  return from.flatMap((column, i) => {
    const partner = to[i]
    return partner ? [{ from: columnName(column), to: columnName(partner) }] : []
  })
}

/** The SQL name of a column, or the alias of an expression that a view computes. */
function columnName({ _: { column, key } }: BuilderColumn): string {
  const { name, fieldAlias } = column as { name?: unknown; fieldAlias?: unknown } // a Column or a SQL.Aliased
  if (typeof name === 'string') return name
  return typeof fieldAlias === 'string' ? fieldAlias : key
}

/** Finds the source of a table by the object, which alone tells two tables of one name apart. */
function tableFinder(sources: readonly RelatedSource[]): FindTable {
  const owners = new Map<unknown, { source: string; table: DrizzleTable }[]>()
  for (const { source, table } of allTables(sources))
    owners.set(table, [...(owners.get(table) ?? []), { source, table }])
  return (table, origin) => {
    const [owner, second] = owners.get(table) ?? []
    if (!owner) {
      throw new HeddleError(
        'CONFIG_INVALID',
        `${origin} uses a table that no source's schema exports. Export it from the schema of the source that holds it.`,
      )
    }
    if (second) {
      throw new HeddleError(
        'CONFIG_INVALID',
        `${origin} uses ${getTableName(owner.table)}, which the sources ${owner.source} and ${second.source} share: one table object ` +
          'cannot say which of them is meant. Give each source a schema of its own.',
      )
    }
    return {
      source: owner.source,
      sqlSchema: getTableSchema(owner.table) ?? null,
      sqlName: getTableName(owner.table),
    }
  }
}

/** `{ ...accounts, ...shop }` keeps the last of two tables with one key, and says nothing. */
function checkNothingLost(relations: DrizzleRelations, sources: readonly RelatedSource[]): void {
  const kept = new Map(Object.entries(relations).map(([key, entry]) => [entry.table as unknown, key]))
  for (const { source, key, table } of allTables(sources)) {
    const holder = Object.hasOwn(relations, key) ? relations[key]?.table : undefined
    if (holder === undefined || kept.has(table)) continue
    const other = allTables(sources).find((candidate) => candidate.table === holder)
    if (!other) continue
    throw new HeddleError(
      'NAME_CLASH',
      `The schemas of ${source} and ${other.source} both export \`${key}\`, and defineRelations was given only that of ${other.source}: ` +
        `spreading both schemas into one object lost the other. Rename one of the exports, or spread it under another key ` +
        `({ ...${source}, ...${other.source}, ${source}${capitalised(key)}: ${source}.${key} }) and name that key in the relations.`,
      { source, table: key },
    )
  }
}

function capitalised(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}

function allTables(sources: readonly RelatedSource[]): readonly { source: string; key: string; table: DrizzleTable }[] {
  return sources.flatMap(({ name, schema }) => schemaTables(schema).map((entry) => ({ source: name, ...entry })))
}
