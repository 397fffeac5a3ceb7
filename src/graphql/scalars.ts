import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, type GraphQLScalarType } from 'graphql'
import type { ValueKind } from '../catalog/catalog.ts'
import { BigIntScalar } from './scalars/big-int.ts'
import { BytesScalar } from './scalars/bytes.ts'
import { DateScalar, DateTimeScalar, LocalDateTimeScalar, TimeScalar } from './scalars/date-time.ts'
import { DecimalScalar } from './scalars/decimal.ts'
import { JSONPathScalar } from './scalars/json-path.ts'
import { JSONScalar } from './scalars/json.ts'
import { UUIDScalar } from './scalars/uuid.ts'

/** The scalar of each kind of value; an enum has a type of its own. */
export const scalarOfKind: Readonly<Record<Exclude<ValueKind, 'enum'>, GraphQLScalarType>> = {
  int: GraphQLInt,
  bigint: BigIntScalar,
  float: GraphQLFloat,
  decimal: DecimalScalar,
  string: GraphQLString,
  boolean: GraphQLBoolean,
  uuid: UUIDScalar,
  date: DateScalar,
  time: TimeScalar,
  dateTime: DateTimeScalar,
  localDateTime: LocalDateTimeScalar,
  json: JSONScalar,
  bytes: BytesScalar,
}

/** Every scalar that is Heddle's or that a column may have. */
export const allScalars: readonly GraphQLScalarType[] = [...Object.values(scalarOfKind), JSONPathScalar]

/** The scalar with this name, of GraphQL or of Heddle. */
export function scalarNamed(name: string): GraphQLScalarType | undefined {
  return [GraphQLID, ...Object.values(scalarOfKind)].find((scalar) => scalar.name === name)
}
