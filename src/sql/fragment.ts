import type { DialectName } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Param, Statement } from './statement.ts'

/** A piece of a statement: text, with its parameters in place. They are numbered last, by {@link render}. */
export type Sql = readonly (string | Param | Spelling)[]

/** Text that dialects of one folder spell differently: {@link render} takes its dialect's. */
export type Spelling = Partial<Readonly<Record<DialectName, string>>>

/**
 * Writes a fragment. What is interpolated is a fragment itself, so that no value can become text by accident.
 *
 * @example sql`${column} = ${param({ kind: 'value', slot: 0, type })}`
 */
export function sql(texts: TemplateStringsArray, ...fragments: readonly Sql[]): Sql {
  const parts: (string | Param | Spelling)[] = [texts[0] ?? '']
  fragments.forEach((fragment, index) => parts.push(...fragment, texts[index + 1] ?? ''))
  return parts
}

/** Text that Heddle wrote: keywords, quoted identifiers, literals, numbers of the plan. Never anything of a client. */
export function raw(text: string): Sql {
  return [text]
}

/** Text that each of some dialects has its own form of. */
export function spelled(spelling: Spelling): Sql {
  return [spelling]
}

/** A place for a value. Equal parameters share one number. */
export function param(parameter: Param): Sql {
  return [parameter]
}

export function join(fragments: readonly Sql[], separator: string): Sql {
  return fragments.flatMap((fragment, index) => (index === 0 ? fragment : [separator, ...fragment]))
}

/** `a and b`; true of none. */
export function all(conditions: readonly (Sql | null)[]): Sql {
  const present = conditions.filter((condition) => condition !== null)
  return present.length === 0 ? raw('true') : join(present, ' and ')
}

/** ` where a and b`, or nothing. */
export function where(conditions: readonly (Sql | null)[]): Sql {
  const present = conditions.filter((condition) => condition !== null)
  return present.length === 0 ? [] : sql` where ${join(present, ' and ')}`
}

/** How a dialect writes what is left open in a fragment. */
export interface Rendering {
  readonly name: DialectName
  /** One parameter that is used twice stands twice among the parameters. */
  readonly positional: boolean
  placeholder(parameter: Param, number: number): string
}

/** The finished statement: parameters are numbered in the order of their first place in the text. */
export function render(fragment: Sql, rendering: Rendering): Statement {
  const params: Param[] = []
  const numbers = new Map<string, number>()
  let text = ''
  for (const part of fragment) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    if (!('kind' in part)) {
      const own = part[rendering.name]
      invariant(own !== undefined, 'a spelling has a form for each dialect that it reaches')
      text += own
      continue
    }
    const identity = JSON.stringify(part)
    let number = rendering.positional ? undefined : numbers.get(identity)
    if (number === undefined) {
      number = params.push(part)
      numbers.set(identity, number)
    }
    text += rendering.placeholder(part, number)
  }
  return { text, params }
}
