import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql'
import type { Column, Table, ValueKind } from '../catalog/catalog.ts'
import { columnEnum } from './column-enum.ts'
import { extremeColumns, sumColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { generatedField } from './generated-field.ts'
import { scalarOfKind } from './scalars.ts'
import { leafType } from './value-type.ts'

/** `UserAggregate`: what is counted, added up and compared over many rows. */
export function aggregateType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}Aggregate`
  return draft.types.define(name, `the aggregate of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      fields: () => aggregateFields(draft, table),
    })
  })
}

/** `count`, and `sum`, `avg`, `min`, `max` where there are columns for them. */
export function aggregateFields(draft: Draft, table: Table): GraphQLFieldConfigMap<unknown, unknown> {
  return { count: countField(draft, table), ...groupFields(draft, table) }
}

function countField(draft: Draft, table: Table): GraphQLFieldConfig<unknown, unknown> {
  const columns = columnEnum(draft, table)
  return generatedField(
    { kind: 'count' },
    {
      type: new GraphQLNonNull(GraphQLInt),
      ...(columns ? { args: { distinct: { type: columns } } } : {}),
    },
  )
}

function groupFields(draft: Draft, table: Table): GraphQLFieldConfigMap<unknown, unknown> {
  const summed = sumColumns(table)
  const compared = extremeColumns(table)
  const sum = groupType(draft, table, 'Sum', summed, (column) => scalarOfKind[sumKind(column.type.kind)])
  const avg = groupType(draft, table, 'Avg', summed, (column) => scalarOfKind[avgKind(column.type.kind)])
  const extremes = groupType(draft, table, 'MinMax', compared, (column) => leafType(draft, column.type))
  return {
    ...(sum ? { sum: generatedField({ kind: 'group', fn: 'sum' }, { type: sum }) } : {}),
    ...(avg ? { avg: generatedField({ kind: 'group', fn: 'avg' }, { type: avg }) } : {}),
    ...(extremes ? { min: generatedField({ kind: 'group', fn: 'min' }, { type: extremes }) } : {}),
    ...(extremes ? { max: generatedField({ kind: 'group', fn: 'max' }, { type: extremes }) } : {}),
  }
}

/** `OrderSum`, `OrderAvg`, `OrderMinMax`: a nullable field for each column; null where there is no column. */
function groupType(
  draft: Draft,
  table: Table,
  suffix: string,
  columns: readonly Column[],
  typeOf: (column: Column) => GraphQLOutputType,
): GraphQLObjectType | null {
  if (columns.length === 0) return null
  const name = `${table.typeName}${suffix}`
  return draft.types.define(name, `the ${suffix} of table ${table.id}`, () => {
    const fields = () =>
      columns.map((column) => [
        column.name,
        generatedField({ kind: 'groupColumn', column: column.name }, { type: typeOf(column) }),
      ])
    return new GraphQLObjectType<unknown, unknown>({ name, fields: () => Object.fromEntries(fields()) })
  })
}

/** A sum of Int may pass 32 bits, one of BigInt 64. */
function sumKind(kind: ValueKind): 'bigint' | 'decimal' | 'float' {
  if (kind === 'int') return 'bigint'
  return kind === 'float' ? 'float' : 'decimal'
}

function avgKind(kind: ValueKind): 'decimal' | 'float' {
  return kind === 'float' ? 'float' : 'decimal'
}
