import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql'
import type { Heddle } from '../start.ts'

export interface SourceSurvey {
  readonly name: string
  readonly dialect: string
  readonly tables: number
  /** Pairs of tables that a link joins, one of which is in this source. */
  readonly links: number
}

/** Counts what the default role sees of each source: tables and links. */
export function surveySources({ schema, sources }: Pick<Heddle, 'schema' | 'sources'>): readonly SourceSurvey[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && tableOf(type) !== undefined)
  const tables = (types as GraphQLObjectType[]).map((type) => ({ type, table: tableOf(type) ?? '' }))
  const links = new Set(tables.flatMap(({ type, table }) => linkedTables(type).map((other) => pair(table, other))))
  return sources.map(({ name, dialect }) => ({
    name,
    dialect,
    tables: tables.filter(({ table }) => sourceOf(table) === name).length,
    links: [...links].filter((link) => link.split('\n').some((table) => sourceOf(table) === name)).length,
  }))
}

function linkedTables(type: GraphQLObjectType): readonly string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const target = getNamedType(field.type)
    if (metaKind(field.extensions) !== 'relation' || !isObjectType(target)) return []
    const table = tableOf(target)
    return table !== undefined && sourceOf(table) !== sourceOf(tableOf(type) ?? '') ? [table] : []
  })
}

function pair(one: string, other: string): string {
  return [one, other].sort().join('\n')
}

function tableOf(type: GraphQLObjectType): string | undefined {
  return (type.extensions as { readonly heddleTable?: string }).heddleTable
}

function metaKind(extensions: object): string | undefined {
  return (extensions as { readonly heddle?: { readonly kind: string } }).heddle?.kind
}

/** Table ids begin with their source. */
function sourceOf(table: string): string {
  return table.split('.', 1)[0] ?? ''
}
