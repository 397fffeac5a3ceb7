import {
  buildSchema,
  execute,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { byteText } from '../../src/byte-text.ts'
import type { Engine, EngineAnswer, EngineRequest } from '../../src/engine.ts'
import { HeddleError } from '../../src/errors.ts'
import { createDocuments, RequestErrors } from '../../src/operation/documents.ts'
import { defaultOperationLimits } from '../../src/operation/limits.ts'
import { readWithin } from '../../src/operation/parse-document.ts'

const documents = { limits: defaultOperationLimits, introspection: true }

/**
 * A small second implementation of {@link Engine}, over graphql-js and values in memory: what `http/` must do is told
 * apart from what the databases do. Answers without errors are texts, as on the direct path.
 */
export interface FixtureEngine extends Engine {
  /** Every valid request it was handed, in order. */
  readonly requests: EngineRequest[]
}

const sdl = (secret: string): string => `
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query { users(limit: Int): [User!] echo(text: String!, rows: [Row!]): String slow(ms: Int!): String ${secret} }
  input Row { name: String! rows: [Row!] }
  type User { id: Int! name: String! orders(limit: Int): [Order!] down: String broken: String meant: String }
  type Order { id: Int! total: String! user: User }
  type Mutation { rename(name: String!): String }
`

const resolvers: Record<string, Record<string, (args: never, context: EngineRequest) => unknown>> = {
  Query: {
    users: () => [
      { id: 1, name: 'Ann', orders: [{ id: 7, total: '9.50' }] },
      { id: 2, name: 'Bo', orders: [] },
    ],
    echo: ({ text }: { text: string }) => text,
    slow: ({ ms }: { ms: number }, request) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve('done'), ms)
        request.signal?.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(new HeddleError('CANCELLED', 'The request was cancelled.'))
        })
      }),
    secret: () => 'only for admins',
  },
  User: {
    down: () => {
      const details = { source: 'shop', retryable: true }
      throw new HeddleError('DATABASE_UNAVAILABLE', 'The database shop does not answer.', details)
    },
    broken: () => {
      throw new TypeError('password=hunter2 in SELECT * FROM users')
    },
    meant: () => {
      throw new GraphQLError('Not today.', { extensions: { code: 'CLOSED' } })
    },
  },
  Mutation: { rename: ({ name }: { name: string }) => name },
}

function schemaOf(role: string): GraphQLSchema {
  const schema = buildSchema(sdl(role === 'admin' ? 'secret: String' : ''))
  for (const [type, fields] of Object.entries(resolvers)) {
    const known = (schema.getType(type) as GraphQLObjectType).getFields()
    for (const [name, resolve] of Object.entries(fields)) {
      const field = known[name]
      if (field) field.resolve = (_source, args, context) => resolve(args as never, context as EngineRequest)
    }
  }
  const meta: Record<string, Record<string, string>> = {
    Query: { users: 'list' },
    User: { id: 'column', name: 'column', orders: 'relation' },
    Order: { id: 'column', total: 'column', user: 'relation' },
  }
  const tables: Record<string, string> = { User: 'accounts.users', Order: 'shop.orders' }
  for (const [typeName, fields] of Object.entries(meta)) {
    const type = schema.getType(typeName) as GraphQLObjectType
    if (tables[typeName]) type.extensions = { heddleTable: tables[typeName] }
    for (const [name, kind] of Object.entries(fields)) {
      const field = type.getFields()[name]
      if (field) field.extensions = { heddle: { kind } as never }
    }
  }
  return schema
}

export function createFixtureEngine(): FixtureEngine {
  const schemas = new Map<string, GraphQLSchema>()
  const requests: EngineRequest[] = []
  const engine: FixtureEngine = {
    requests,
    parse: (text) => readWithin(text, defaultOperationLimits),
    validate: (text, role) => createDocuments(engine.schemaFor(role), documents).errorsIn(text),
    schemaFor(role) {
      const schema = schemas.get(role) ?? schemaOf(role)
      schemas.set(role, schema)
      return schema
    },
    async execute(request) {
      let document: DocumentNode
      try {
        document = createDocuments(engine.schemaFor(request.viewer.role), documents).read(request.document)
      } catch (error) {
        if (!(error instanceof RequestErrors)) throw error
        return { kind: 'result', result: { errors: error.errors }, timings: [] }
      }
      requests.push(request)
      if (JSON.stringify(document).includes('"defer"')) return { kind: 'result', result: deferred(), timings: [] }
      return answer(await run(engine, document, request))
    },
    overloaded: () => false,
    mapFor: async () => ({ width: 0, height: 0, regions: [], cards: [], lines: [] }),
    explain: () => ({ bound: {}, path: 'direct', text: '', statements: [], steps: [], crossings: [] }),
  }
  return engine
}

async function run(engine: Engine, document: DocumentNode, request: EngineRequest): Promise<ExecutionResult> {
  return execute({
    schema: engine.schemaFor(request.viewer.role),
    document,
    contextValue: request,
    ...(request.operationName ? { operationName: request.operationName } : {}),
    ...(request.variables ? { variableValues: request.variables } : {}),
  })
}

function answer(result: ExecutionResult): EngineAnswer {
  const timings = [
    { source: 'accounts', statements: 1, ms: 1.234 },
    { source: 'shop', statements: 2, ms: 0.5 },
  ]
  if (result.errors) return { kind: 'result', result, timings }
  return { kind: 'text', body: [byteText(JSON.stringify(result))], timings }
}

async function* deferred(): AsyncGenerator<unknown> {
  yield { data: { users: [{ id: 1 }] }, hasNext: true }
  const error = new GraphQLError('driver said password=hunter2', {
    originalError: new Error('driver'),
    path: ['users'],
  })
  yield { incremental: [{ data: null, path: ['users', 0], errors: [error] }], hasNext: false }
}
