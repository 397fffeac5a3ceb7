import { HeddleError, Sentinel, type ErrorCode, type ErrorDetails } from '../errors.ts'
import type { Tree } from './build-tree.ts'

/** How a tree tells its own objects from those that a JSON column holds. */
export interface Marks {
  isMarked(object: object): boolean
  mark<T extends object>(object: T): T
}

/** Hidden keys, which no response name can be: a value of a JSON column, and an error in place of a value. */
const VALUE = '.value'
const ERROR = '.error'

/**
 * A result tree as a text that can be kept, and that {@link readTree} makes the same tree of: rows as they are, errors by
 * what a client is told of them, values of JSON columns apart, so that nothing in them can be taken for a row.
 */
export function writeTree(tree: Tree, marks: Marks): string {
  return JSON.stringify(written(tree, marks))
}

function written(value: unknown, marks: Marks): unknown {
  if (value instanceof Sentinel) {
    const { code, message, details } = value.error
    return { [ERROR]: { code, message, details } }
  }
  if (Array.isArray(value)) return value.map((item) => written(item, marks))
  if (typeof value !== 'object' || value === null) return value
  if (!marks.isMarked(value)) return { [VALUE]: value }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, written(item, marks)]))
}

/** The tree of a text that {@link writeTree} wrote. */
export function readTree(text: string, marks: Marks): Tree {
  return read(JSON.parse(text), marks) as Tree // the root of a tree is an object
}

interface WrittenError {
  readonly code: ErrorCode
  readonly message: string
  readonly details: ErrorDetails
}

function read(value: unknown, marks: Marks): unknown {
  if (Array.isArray(value)) return value.map((item) => read(item, marks))
  if (typeof value !== 'object' || value === null) return value
  if (Object.hasOwn(value, VALUE)) return (value as Record<string, unknown>)[VALUE]
  if (Object.hasOwn(value, ERROR)) {
    const { code, message, details } = (value as Record<string, WrittenError>)[ERROR]! // as it was written
    return new Sentinel(new HeddleError(code, message, details))
  }
  return marks.mark(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, marks)])))
}
