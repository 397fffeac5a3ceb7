import { Kind, parse, print, visit, type ExecutionResult, type FieldNode } from 'graphql'
import type { Wire } from '../../reference/values.ts'
import type { Operation } from './arbitrary-operation.ts'

/** Answers a document: Heddle, or the reference. */
export type Run = (
  document: string,
  variables: Readonly<Record<string, Wire>>,
) => ExecutionResult | Promise<ExecutionResult>

/** Runs an operation; cursors that it takes come from the same pages, asked for without cursors. */
export async function runOperation(operation: Operation, run: Run): Promise<ExecutionResult> {
  const names = Object.keys(operation.cursors)
  if (names.length === 0) return plain(await run(operation.document, operation.variables))
  const pages = plain(await run(withoutCursors(operation), operation.variables))
  if (pages.errors) return pages
  const cursors = names.flatMap((name) => {
    const found = [...valuesUnder(cursorName(name), pages.data)]
    const cursor = found[(operation.cursors[name] ?? 0) % (found.length || 1)]
    return cursor === undefined ? [] : [[name, cursor] as const]
  })
  return plain(await run(operation.document, { ...operation.variables, ...Object.fromEntries(cursors) }))
}

/** As a client reads it: graphql-js answers objects without a prototype. */
function plain(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result)) as ExecutionResult
}

/** The response name under which a page shows the cursors for a variable. */
function cursorName(variable: string): string {
  return `for_${variable}`
}

/** The document with its cursor arguments replaced by a selection of the page's cursors. */
function withoutCursors(operation: Operation): string {
  const document = parse(operation.document)
  const changed = visit(document, {
    VariableDefinition: (definition) => (definition.variable.name.value in operation.cursors ? null : undefined),
    Field(field) {
      const taken = cursorsOf(field).filter((name) => name in operation.cursors)
      if (taken.length === 0) return undefined
      const aliases = taken.map((name) => `${cursorName(name)}: cursor`)
      const [asked] = parse(`{ edges { ${aliases.join(' ')} } }`, { noLocation: true }).definitions
      if (asked?.kind !== Kind.OPERATION_DEFINITION || !field.selectionSet) return undefined
      return {
        ...field,
        arguments: field.arguments?.filter(({ name }) => !['after', 'before'].includes(name.value)) ?? [],
        selectionSet: {
          ...field.selectionSet,
          selections: [...field.selectionSet.selections, ...asked.selectionSet.selections],
        },
      }
    },
  })
  return print(changed)
}

function cursorsOf(field: FieldNode): string[] {
  return (field.arguments ?? []).flatMap(({ name, value }) =>
    ['after', 'before'].includes(name.value) && value.kind === Kind.VARIABLE ? [value.name.value] : [],
  )
}

function* valuesUnder(name: string, value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* valuesUnder(name, item)
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if (key === name) yield String(item)
      else yield* valuesUnder(name, item)
    }
  }
}
