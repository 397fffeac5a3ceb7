import * as fc from 'fast-check'
import { parse, validate, type GraphQLSchema } from 'graphql'
import { createReference } from '../../reference/execute-reference.ts'
import type { ReferenceData } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'
import { createDrawing, type Source } from './drawing.ts'
import { drawRoot } from './draw-selection.ts'
import { smallerOperations } from './shrink-operation.ts'

/** A reading operation, with what it needs to run. */
export interface Operation {
  readonly document: string
  readonly variables: Readonly<Record<string, Wire>>
  /** Variables that take a cursor: the n-th of those that the same page shows without it, see `run-operation.ts`. */
  readonly cursors: Readonly<Record<string, number>>
}

/**
 * Draws valid reading operations over the data: nested selections, filters whose values are mostly in the data, orders,
 * pages, aggregates, fragments, directives and variables. A failing one shrinks by taking parts of its document away.
 */
export function arbitraryOperation(schema: GraphQLSchema, data: ReferenceData): fc.Arbitrary<Operation> {
  return new OperationArbitrary(schema, data)
}

class OperationArbitrary extends fc.Arbitrary<Operation> {
  readonly #schema: GraphQLSchema
  readonly #data: ReferenceData

  constructor(schema: GraphQLSchema, data: ReferenceData) {
    super()
    this.#schema = schema
    this.#data = data
  }

  override generate(random: fc.Random): fc.Value<Operation> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const operation = drawOperation(this.#schema, this.#data, random)
      if (isValid(this.#schema, operation.document)) return new fc.Value(operation, undefined)
    }
    throw new Error('no valid operation in 50 draws: the generator and the schema have parted')
  }

  override canShrinkWithoutContext(_value: unknown): _value is Operation {
    return false
  }

  override shrink(operation: Operation): fc.Stream<fc.Value<Operation>> {
    // What the schema allows and no answer has, such as a key that is not grouped by, would hide what failed.
    const answered = createReference(this.#schema, this.#data)
    const valid = ({ document, variables }: Operation) =>
      isValid(this.#schema, document) && !answered(document, variables).errors
    return fc
      .stream(smallerOperations(operation))
      .filter(valid)
      .map((smaller) => new fc.Value(smaller, undefined))
  }
}

function drawOperation(schema: GraphQLSchema, data: ReferenceData, random: Source): Operation {
  const query = schema.getQueryType()
  if (!query) throw new Error('the schema reads nothing')
  const drawing = createDrawing(schema, data, random)
  const root = drawRoot(drawing, query)
  const variables = drawing.definitions.length === 0 ? '' : `(${drawing.definitions.join(', ')})`
  const fragments = drawing.fragments.map(({ name, type, text }) => `fragment ${name} on ${type} ${text}`)
  const document = [`query Drawn${variables} ${root}`, ...fragments].join('\n')
  return { document, variables: drawing.variables, cursors: drawing.cursors }
}

/** Two fields of one name with other arguments, a fragment inside of itself: drawn now and then, and drawn again. */
function isValid(schema: GraphQLSchema, document: string): boolean {
  try {
    return validate(schema, parse(document)).length === 0
  } catch {
    return false
  }
}
