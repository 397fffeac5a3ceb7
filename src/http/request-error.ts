import { GraphQLError } from 'graphql'
import type { ErrorCode, ErrorDetails } from '../errors.ts'

/** How Yoga finds the status of an error: `spec` means "200 where the client accepts only application/json". */
export interface HttpExtension {
  readonly status: number
  readonly spec?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is answered before it is executed: the client's mistake, with its status. */
export function requestError(
  http: HttpExtension,
  code: ErrorCode,
  message: string,
  details: ErrorDetails = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details, http } })
}
