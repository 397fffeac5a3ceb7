import { badInput } from './invalid.ts'

const unstorable = /[\0\p{Surrogate}]/u

/**
 * Refuses text that databases do not keep as it is: with U+0000, or with half of a surrogate pair. `String` is
 * graphql-js's own scalar, so whoever binds arguments calls this.
 *
 * @throws GraphQLError BAD_USER_INPUT
 */
export function assertText(value: string): void {
  if (!unstorable.test(value)) return
  throw badInput(
    value.includes('\0')
      ? 'A text holds the character U+0000, which databases cannot store. Remove it.'
      : 'A text holds half of a surrogate pair, which is not Unicode. Remove it.',
  )
}
