import { createHash } from 'node:crypto'
import type { GraphQLParams } from 'graphql-yoga'
import { requestError } from './request-error.ts'

/** Documents that were registered when clients were built. */
export interface TrustedDocuments {
  /**
   * Request parameters with the text of the document that they name by its hash: `documentId` (GraphQL over HTTP), or
   * `extensions.persistedQuery.sha256Hash` (Apollo). Nothing is ever registered by a request.
   *
   * @throws GraphQLError PERSISTED_QUERY_NOT_FOUND, DOCUMENT_NOT_TRUSTED, BAD_REQUEST
   */
  resolve(params: object): GraphQLParams
}

/**
 * @param manifest texts by hash
 * @param only whether a document that is not among them is refused
 */
export function createTrustedDocuments(manifest: ReadonlyMap<string, string>, only: boolean): TrustedDocuments {
  const texts = new Set(manifest.values())

  function textOf(id: string): string {
    // The draft writes `sha256:…` where the id is a hash.
    const text = manifest.get(id) ?? manifest.get(id.replace(/^sha\d+:/, ''))
    if (text !== undefined) return text
    // Apollo's clients know the word.
    throw requestError({ status: 400, spec: true }, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', {
      hint: 'Deploy the manifest that the client was built with.',
    })
  }

  return {
    resolve(params) {
      const { documentId, query, ...rest } = params as NamedParams
      const { persistedQuery, ...extensions } = rest.extensions ?? {}
      const sha256 = persistedQuery?.sha256Hash
      const others = { ...rest, ...(persistedQuery === undefined ? {} : { extensions }) }
      if (Object.keys(others.extensions ?? { some: true }).length === 0) delete others.extensions
      if (typeof sha256 === 'string' && typeof query === 'string' && sha256 !== hashOf(query)) {
        throw requestError(
          { status: 400, spec: true },
          'BAD_REQUEST',
          'The hash is not that of the document beside it.',
        )
      }
      const id = typeof documentId === 'string' ? documentId : typeof sha256 === 'string' ? sha256 : undefined
      const text = query ?? (id === undefined ? undefined : textOf(id))
      if (only && typeof text === 'string' && !texts.has(text)) {
        throw requestError(
          { status: 400, spec: true },
          'DOCUMENT_NOT_TRUSTED',
          'Only trusted documents are answered.',
          {
            hint: 'Register the document when the client is built, and send its hash.',
          },
        )
      }
      return (text === undefined ? others : { ...others, query: text }) as GraphQLParams
    },
  }
}

interface NamedParams {
  readonly documentId?: unknown
  readonly query?: unknown
  extensions?: { readonly persistedQuery?: { readonly sha256Hash?: unknown } } | null
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
