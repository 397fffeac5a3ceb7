import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
} from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { columnEnum } from './column-enum.ts'
import { groupByInput, groupOrderByInput, havingInput } from './group-input.ts'
import type { Draft, Limits } from './draft.ts'
import { orderByInput } from './order-by-input.ts'
import { whereInput } from './where-input.ts'

/** `where, orderBy, limit, offset` of a list; a root list also has `distinct`. */
export function listArguments(
  draft: Draft,
  table: Table,
  options: { distinct: boolean },
): GraphQLFieldConfigArgumentMap {
  const columns = options.distinct ? columnEnum(draft, table) : null
  return {
    ...selection(draft, table),
    limit: { type: GraphQLInt },
    offset: { type: GraphQLInt },
    ...(columns ? { distinct: { type: listOf(columns) } } : {}),
  }
}

/** `where, orderBy, first, after, last, before` of a connection. */
export function connectionArguments(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  return {
    ...selection(draft, table),
    first: { type: GraphQLInt },
    after: { type: GraphQLString },
    last: { type: GraphQLInt },
    before: { type: GraphQLString },
  }
}

/** `where` of an aggregate. */
export function aggregateArguments(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  return { where: { type: whereInput(draft, table) } }
}

/** `by, where, having, orderBy, limit, offset` of groups. */
export function groupArguments(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  return {
    by: { type: new GraphQLNonNull(listOf(groupByInput(draft, table))) },
    ...aggregateArguments(draft, table),
    having: { type: havingInput(draft, table) },
    orderBy: { type: listOf(groupOrderByInput(draft, table)) },
    limit: { type: GraphQLInt },
    offset: { type: GraphQLInt },
  }
}

function selection(draft: Draft, table: Table): GraphQLFieldConfigArgumentMap {
  const orderBy = orderByInput(draft, table)
  return { ...aggregateArguments(draft, table), ...(orderBy ? { orderBy: { type: listOf(orderBy) } } : {}) }
}

function listOf(type: GraphQLInputType): GraphQLInputType {
  return new GraphQLList(new GraphQLNonNull(type))
}

/** How many rows of a table a list answers: as many as the config says, or fewer where the role may have fewer. */
export function limitsOf({ limits }: Pick<Draft, 'limits'>, { rights }: Table): Limits {
  const most = rights?.limit ?? limits.maxLimit
  return { defaultLimit: Math.min(limits.defaultLimit, most), maxLimit: Math.min(limits.maxLimit, most) }
}

/** How many rows a list answers, for its description. */
export function listLimits({ defaultLimit, maxLimit }: Limits): string {
  return `At most ${count(defaultLimit)} rows unless \`limit\` says otherwise; at most ${count(maxLimit)}.`
}

/** How many groups are answered, for the field's description. */
export function groupLimits({ defaultLimit, maxLimit }: Limits): string {
  return `At most ${count(defaultLimit)} groups unless \`limit\` says otherwise; at most ${count(maxLimit)}.`
}

/** How many rows a connection answers, for its description. */
export function connectionLimits({ defaultLimit, maxLimit }: Limits): string {
  return `At most ${count(defaultLimit)} rows unless \`first\` or \`last\` says otherwise; at most ${count(maxLimit)}.`
}

/** 1000 → `1,000`, whatever the machine's language. */
function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
