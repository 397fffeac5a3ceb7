/**
 * The media type of a JSON answer that Yoga would choose for an `Accept` header, or null where the header admits
 * none. Yoga's own rule (graphql-yoga, `use-result-processor.ts`): the first type of the header
 * that it can write, and of `*` the last of its own.
 *
 * @example acceptedType('application/graphql-response+json, application/json;q=0.9') // 'application/graphql-response+json'
 */
export function acceptedType(header: string | null): JsonType | null {
  if (header === 'application/json' || header === 'application/graphql-response+json') return header
  const asked = (header || '*/*').replace(/\s/g, '').toLowerCase().split(',')
  for (const accept of asked) {
    const [type = '', ...parameters] = accept.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset !== undefined && charset !== 'charset=utf-8') continue
    if (type === 'application/json' || type === 'application/graphql-response+json') return type
    if (type === '*/*' || type === 'application/*') return 'application/json'
  }
  return null
}

export type JsonType = 'application/json' | 'application/graphql-response+json'
