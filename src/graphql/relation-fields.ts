import { GraphQLList, GraphQLNonNull, type GraphQLFieldConfig, type GraphQLOutputType } from 'graphql'
import type { Relation, Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { aggregateType } from './aggregate-type.ts'
import { connectionType } from './connection-type.ts'
import type { Draft } from './draft.ts'
import type { NamedField } from './field-map.ts'
import { generatedField, type GeneratedField } from './generated-field.ts'
import {
  aggregateArguments,
  connectionArguments,
  connectionLimits,
  limitsOf,
  listArguments,
  listLimits,
} from './list-arguments.ts'
import { relationOrigin } from './relation-use.ts'

type FieldConfig = GraphQLFieldConfig<unknown, unknown>

/** `user`, or `orders`, `ordersConnection`, `ordersAggregate`. */
export function relationFields(draft: Draft, relation: Relation): NamedField<FieldConfig>[] {
  const target = tableById(draft.catalog, relation.to)
  return relation.cardinality === 'one' ? [toOne(draft, relation, target)] : toMany(draft, relation, target)
}

function toOne(draft: Draft, relation: Relation, target: Table): NamedField<FieldConfig> {
  const link = relation.kind === 'link' ? `A row of another database, \`${target.source}\`.` : null
  return {
    name: relation.name,
    origin: relationOrigin(relation),
    field: generatedField(
      { kind: 'relation', relation: relation.name },
      {
        ...(relation.nullable || relation.hides
          ? { type: draft.rowType(target) }
          : surviving(relation, draft.rowType(target))),
        description: sentences(relation.description, link),
      },
    ),
  }
}

function toMany(draft: Draft, relation: Relation, target: Table): NamedField<FieldConfig>[] {
  const { name, description } = relation
  const link =
    relation.kind === 'link' ? `Rows of another database, \`${target.source}\`: null while it is down.` : null
  const fields: NamedField<FieldConfig>[] = [
    {
      name,
      origin: relationOrigin(relation),
      field: generatedField(
        { kind: 'relation', relation: name },
        {
          ...surviving(relation, new GraphQLList(new GraphQLNonNull(draft.rowType(target)))),
          args: listArguments(draft, target, { distinct: false }),
          description: sentences(description, link, listLimits(limitsOf(draft, target))),
        },
      ),
    },
  ]
  if (target.primaryKey) {
    fields.push({
      name: `${name}Connection`,
      origin: `the connection of ${relationOrigin(relation)}`,
      field: generatedField(
        { kind: 'relationConnection', relation: name },
        {
          ...surviving(relation, connectionType(draft, target)),
          args: connectionArguments(draft, target),
          description: connectionLimits(limitsOf(draft, target)),
        },
      ),
    })
  }
  fields.push({
    name: `${name}Aggregate`,
    origin: `the aggregate of ${relationOrigin(relation)}`,
    field: generatedField(
      { kind: 'relationAggregate', relation: name },
      { ...surviving(relation, aggregateType(draft, target)), args: aggregateArguments(draft, target) },
    ),
  })
  return fields
}

/** What never is null but on error: a field of the same database fails together with its row, one behind a link alone. */
function surviving(relation: Relation, type: GraphQLOutputType): Pick<GeneratedField, 'type' | 'semanticNonNull'> {
  if (relation.kind === 'link') return { type, semanticNonNull: true }
  return { type: new GraphQLNonNull(type) }
}

function sentences(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n')
}
