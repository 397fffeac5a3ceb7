import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { noteLossyNumbers } from '../engine.ts'
import type { EngineAccess } from './ask-engine.ts'
import { fromOtherSite } from './cors.ts'
import { requestError } from './request-error.ts'

/**
 * Reads the GraphQL parameters of a request, in place of Yoga's own parsers: GET from the query string, POST from a
 * body of `application/json` and of nothing else (a form that another site posts cannot be of that type), never more
 * than the limits say.
 *
 * Errors: 400 malformed, 413 too large, 415 another media type.
 */
export function useParameters(access: ParameterAccess): Plugin {
  const { states, cors } = access
  return {
    onRequestParse({ request, setRequestParser }) {
      if (request.method === 'GET') {
        if (fromOtherSite(request.headers, cors)) {
          throw requestError({ status: 403 }, 'FORBIDDEN', 'A page of another site may not ask.')
        }
        setRequestParser(() => checked(fromQueryString(request.url), access))
      }
      if (request.method !== 'POST') return
      if (!isJson(request.headers.get('content-type'))) {
        throw requestError({ status: 415 }, 'BAD_REQUEST', 'Send the request as content-type: application/json.')
      }
      setRequestParser(() => (states.of(request).params ??= readParameters(request, access)))
    },
  }
}

/** What parameters are held to. */
export type ParameterAccess = Pick<EngineAccess, 'states' | 'limits' | 'cors' | 'trusted'>

/** The parameters of a POST request with a JSON body. */
async function readParameters(request: Request, access: ParameterAccess): Promise<GraphQLParams> {
  return checkedParameters(await readBody(request, access.limits.bodyBytes), access)
}

/** The parameters in a body's text: within the limits, and with the document that a hash stands for. */
export function checkedParameters(body: string, access: ParameterAccess): GraphQLParams {
  const params = checked(parseJson(body, 'body'), access, opensMore(body, access.limits.variableDepth))
  noteLossyNumbers(params.variables, body)
  return params
}

/** Whether a content-type is that of JSON, whatever its parameters. */
export function isJson(contentType: string | null): boolean {
  if (contentType === 'application/json') return true
  if (contentType === null) return false
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase() === 'application/json'
}

function fromQueryString(url: string): GraphQLParams {
  const start = url.indexOf('?')
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start + 1))
  const params: GraphQLParams = {}
  const query = search.get('query')
  const operationName = search.get('operationName')
  if (query) params.query = query
  if (operationName) params.operationName = operationName
  const documentId = search.get('documentId')
  if (documentId) Object.assign(params, { documentId })
  for (const name of ['variables', 'extensions'] as const) {
    const text = search.get(name)
    // Yoga checks afterwards that it is an object.
    if (text) params[name] = parseJson(text, `parameter "${name}"`) as Record<string, unknown>
    if (text && name === 'variables') noteLossyNumbers(params.variables, text)
  }
  return params
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    throw requestError({ status: 400 }, 'BAD_REQUEST', `The ${where} is not valid JSON.`)
  }
}

/** The declared length is held to by the HTTP parser; without one the bytes are counted as they come. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const declared = request.headers.get('content-length')
  assertLength(declared, limit)
  return declared === null ? readCounted(request, limit) : request.text()
}

/** Refuses a declared length that is none, or more than the limit. */
export function assertLength(declared: string | null, limit: number): void {
  if (declared === null) return
  if (!/^\d+$/.test(declared)) {
    throw requestError({ status: 400 }, 'BAD_REQUEST', 'The content-length is not a number.')
  }
  if (Number(declared) > limit) throw tooLarge(limit)
}

async function readCounted(request: Request, limit: number): Promise<string> {
  if (request.body === null) return ''
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > limit) {
      await reader.cancel().catch(() => undefined)
      throw tooLarge(limit)
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Says so, and ends the connection: what the client still sends is not read. */
export function tooLarge(limit: number): Error {
  const http = { status: 413, headers: { connection: 'close' } }
  return requestError(http, 'LIMIT_EXCEEDED', `The request body is larger than ${limit} bytes.`, {
    limit: 'bodyBytes',
  })
}

/**
 * Bounds what the parser and the coercion of variables would otherwise recurse into.
 *
 * @param mayNest whether the variables can nest more deeply than they may
 */
function checked(value: unknown, { limits, trusted }: ParameterAccess, mayNest = true): GraphQLParams {
  if (value === null || typeof value !== 'object') {
    throw requestError({ status: 400, spec: true }, 'BAD_REQUEST', 'The request body must be a JSON object.')
  }
  const params = trusted === undefined || Array.isArray(value) ? (value as GraphQLParams) : trusted.resolve(value)
  if (typeof params.query === 'string' && params.query.length > limits.documentLength) {
    const message = `The document has ${params.query.length} characters; at most ${limits.documentLength} are read.`
    throw requestError({ status: 400, spec: true }, 'LIMIT_EXCEEDED', message, { limit: 'documentLength' })
  }
  if (mayNest && nestsDeeper(params.variables, limits.variableDepth)) {
    const message = `The variables nest deeper than ${limits.variableDepth} levels.`
    throw requestError({ status: 400, spec: true }, 'LIMIT_EXCEEDED', message, { limit: 'variableDepth' })
  }
  return params
}

/** Whether a JSON text has more brackets than levels: few have as many, and looking into their values takes longer. */
function opensMore(text: string, depth: number): boolean {
  let count = 0
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1
      if (count > depth) return true
    }
  }
  return false
}

/** Level by level instead of recursively: the value is as deep as a client made it. */
function nestsDeeper(value: unknown, depth: number): boolean {
  let level: unknown[] = [value]
  for (let at = 0; level.length > 0; at++) {
    if (at > depth) return true
    const next: unknown[] = []
    for (const item of level) {
      if (item === null || typeof item !== 'object') continue
      for (const inner of Object.values(item)) if (inner !== null && typeof inner === 'object') next.push(inner)
    }
    level = next
  }
  return false
}
