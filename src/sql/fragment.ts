import type { DialectName } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Param, Statement } from './statement.ts'

/**
 * A piece of a statement: text, with its parameters in place, and other pieces inside, which are not copied into every one
 * around them. Parameters are numbered last, by {@link render}.
 */
export type Sql = readonly (string | Param | Spelling | Sql)[]

/** Text that dialects of one folder spell differently: {@link render} takes its dialect's. */
export type Spelling = Partial<Readonly<Record<DialectName, string>>>

/**
 * Writes a fragment. What is interpolated is a fragment itself, so that no value can become text by accident.
 *
 * @example sql`${column} = ${param({ kind: 'value', slot: 0, type })}`
 */
export function sql(texts: TemplateStringsArray, ...fragments: readonly Sql[]): Sql {
  const parts: (string | Sql)[] = [texts[0]!] // there is one more than fragments
  for (let index = 0; index < fragments.length; index += 1) parts.push(fragments[index]!, texts[index + 1]!)
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

/** Whether a fragment is a place for a value and nothing else. */
export function isParam(fragment: Sql): boolean {
  const [only] = fragment
  return fragment.length === 1 && typeof only === 'object' && 'kind' in only
}

export function join(fragments: readonly Sql[], separator: string): Sql {
  if (fragments.length === 1) return fragments[0]!
  return fragments.flatMap((fragment, index) => (index === 0 ? [fragment] : [separator, fragment]))
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
  const rendered: Rendered = { text: '', params: [], numbers: new Map() }
  renderInto(rendered, fragment, rendering)
  const { text, params } = rendered
  return { text, params }
}

interface Rendered {
  text: string
  readonly params: Param[]
  readonly numbers: Map<string, number>
}

function renderInto(rendered: Rendered, fragment: Sql, rendering: Rendering): void {
  for (const part of fragment) {
    if (typeof part === 'string') rendered.text += part
    else if (isFragment(part)) renderInto(rendered, part, rendering)
    else if ('kind' in part) rendered.text += rendering.placeholder(part, numberOf(rendered, part, rendering))
    else {
      const own = part[rendering.name]
      invariant(own !== undefined, 'a spelling has a form for each dialect that it reaches')
      rendered.text += own
    }
  }
}

function numberOf({ params, numbers }: Rendered, part: Param, { positional }: Rendering): number {
  const identity = JSON.stringify(part)
  let number = positional ? undefined : numbers.get(identity)
  if (number === undefined) {
    number = params.push(part)
    numbers.set(identity, number)
  }
  return number
}

/** Whether a part is a piece with parts of its own. */
export function isFragment(part: Sql[number]): part is Sql {
  return Array.isArray(part)
}
