import { GraphQLDeferDirective, GraphQLStreamDirective } from '@graphql-tools/utils'
import {
  GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  introspectionTypes,
  isObjectType,
  specifiedDirectives,
  type GraphQLNamedType,
} from 'graphql'
import type { Catalog } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import { customFieldsByTable, type CustomFields } from './custom-field.ts'
import { columnsFilledByRelations, createInput } from './create-input.ts'
import { atomicDirective, semanticNonNullDirective, sourceDirective } from './directives.ts'
import type { Draft, Limits } from './draft.ts'
import type { ExtendOptions } from './extend-schema.ts'
import { mutationType } from './mutation-type.ts'
import { queryType } from './query-type.ts'
import { allScalars } from './scalars.ts'
import { tableType } from './table-type.ts'
import { createTypeRegistry } from './type-registry.ts'
import { updateInput } from './update-input.ts'

export interface SchemaOptions {
  readonly limits: Limits
  /** Fields that the config computes from columns. */
  readonly fields?: CustomFields | undefined
  /** Adds the user's types and fields: `extendSchema`, which is loaded only where a config needs it. */
  readonly extend?: ((generated: GraphQLSchema, options: ExtendOptions) => GraphQLSchema) | undefined
  /**
   * The catalog holds less than all: custom fields and additions that name or need what is not there are left out. Without
   * it they are errors; a config is checked by building the schema of the whole catalog once.
   */
  readonly restricted?: boolean | undefined
  /** Everything that there is, where the catalog holds less: a role may have a custom field that needs what it may not read. */
  readonly whole?: Catalog | undefined
}

/**
 * The GraphQL schema of one role's catalog. Every generated field says by `extensions.heddle` what it means, and reads
 * the result tree that the engine hands in as root value.
 *
 * @throws HeddleError NAME_CLASH, NAME_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN, CONFIG_INVALID
 */
export function buildSchema(catalog: Catalog, options: SchemaOptions): GraphQLSchema {
  const { extend, fields = {}, restricted = false, whole = catalog } = options
  const draft: Draft = {
    catalog,
    limits: options.limits,
    types: createTypeRegistry(allScalars),
    customFields: customFieldsByTable({ catalog, whole, restricted }, fields),
    rowType: (table) => tableType(draft, table),
    filledColumns: columnsFilledByRelations(catalog),
    writeInput: (table, action) => (action === 'create' ? createInput(draft, table) : updateInput(draft, table)),
  }
  const mutation = mutationType(draft)
  const schema = new GraphQLSchema({
    query: queryType(draft),
    ...(mutation ? { mutation } : {}),
    types: extend ? allScalars : [], // the user's SDL may name any of them
    directives: [
      ...specifiedDirectives,
      GraphQLDeferDirective,
      GraphQLStreamDirective,
      semanticNonNullDirective,
      sourceDirective,
      ...(mutation ? [atomicDirective] : []),
    ],
    assumeValid: true, // see assertValidNames
  })
  assertValidNames(schema)
  return extend ? extend(schema, { catalog, whole, restricted }) : schema
}

/**
 * What of graphql-js's checks names and roles could break: names that it keeps to itself, and types without a member. All
 * else holds by construction (`test/graphql/valid-schemas.test.ts`); to look for it at each start took 0.2 s for 300 tables.
 */
function assertValidNames(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (ofGraphQL.has(type)) continue
    const names = membersOf(type)
    const reserved = [type.name, ...(names ?? [])].find((name) => name.startsWith('__'))
    if (reserved !== undefined) throw invalid(`the name ${reserved}, which GraphQL keeps to itself`)
    if (names?.length === 0) throw invalid(`the type ${type.name} without any member`)
  }
}

const ofGraphQL: ReadonlySet<GraphQLNamedType> = new Set(introspectionTypes)

function membersOf(type: GraphQLNamedType): readonly string[] | undefined {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name)
  return isObjectType(type) || isInputObjectType(type) || isInterfaceType(type)
    ? Object.keys(type.getFields())
    : undefined
}

function invalid(what: string): HeddleError {
  return new HeddleError('NAME_INVALID', `The catalog makes no valid GraphQL schema: it would have ${what}.`)
}
