import type { Param, Statement } from './statement.ts'

/** A piece of a statement: text, with its parameters in place. They are numbered last, by {@link render}. */
export type Sql = readonly (string | Param)[]

/**
 * Writes a fragment. What is interpolated is a fragment itself, so that no value can become text by accident.
 *
 * @example sql`${column} = ${param({ kind: 'value', slot: 0, type })}`
 */
export function sql(texts: TemplateStringsArray, ...fragments: readonly Sql[]): Sql {
  const parts: (string | Param)[] = [texts[0] ?? '']
  fragments.forEach((fragment, index) => parts.push(...fragment, texts[index + 1] ?? ''))
  return parts
}

/** Text that Heddle wrote: keywords, quoted identifiers, literals, numbers of the plan. Never anything of a client. */
export function raw(text: string): Sql {
  return [text]
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

/**
 * The finished statement: parameters are numbered in the order of their first place in the text.
 *
 * @param positional one that is used twice stands twice among the parameters
 */
export function render(
  fragment: Sql,
  placeholder: (parameter: Param, number: number) => string,
  positional = false,
): Statement {
  const params: Param[] = []
  const numbers = new Map<string, number>()
  let text = ''
  for (const part of fragment) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const identity = JSON.stringify(part)
    let number = positional ? undefined : numbers.get(identity)
    if (number === undefined) {
      number = params.push(part)
      numbers.set(identity, number)
    }
    text += placeholder(part, number)
  }
  return { text, params }
}
