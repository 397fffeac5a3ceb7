import { Client, fetchExchange, type CombinedError } from 'urql'

/** No cache: what is on the screen was asked for it. */
export const client = new Client({ url: '/graphql', exchanges: [fetchExchange], preferGetMethod: false })

/**
 * The databases that did not answer. What lies in them is null in the data; the rest is there.
 *
 * @example missingSources(error) // ['catalog']
 */
export function missingSources(error: CombinedError | undefined): readonly string[] {
  const down = (error?.graphQLErrors ?? []).filter(({ extensions }) =>
    ['DATABASE_UNAVAILABLE', 'DATABASE_TIMEOUT'].includes(String(extensions['code'])),
  )
  return [...new Set(down.map(({ extensions }) => String(extensions['source'])))]
}

/** What to say of an answer without its data. */
export function explain(error: CombinedError | undefined): string {
  const [source] = missingSources(error)
  if (source !== undefined) return `The database “${source}” does not answer at the moment.`
  if (error?.networkError) return 'The server cannot be reached.'
  return error?.graphQLErrors[0]?.message ?? 'Something went wrong.'
}
