/** GraphQL Yoga with Drizzle and DataLoader. `--jit`: operations run by graphql-jit. */
import { createServer } from 'node:http'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'
import { createLoaders, resolvers } from './resolvers-by-hand.js'
import { typeDefinitions } from './type-definitions.js'

/** Runs each document by its compiled form. Yoga's cache gives the same document for the same text. */
function jit() {
  /** @type {WeakMap<object, ReturnType<typeof compileQuery<any, any>>>} */
  const compiled = new WeakMap()
  return {
    onExecute(/** @type {any} */ { args, setExecuteFn }) {
      const query = compiled.get(args.document) ?? compileQuery(args.schema, args.document, args.operationName)
      compiled.set(args.document, query)
      if (isCompiledQuery(query))
        setExecuteFn(() => query.query(args.rootValue, args.contextValue, args.variableValues))
    },
  }
}

const yoga = createYoga({
  schema: createSchema({ typeDefs: typeDefinitions, resolvers }),
  context: () => ({ loaders: createLoaders() }),
  plugins: process.argv.includes('--jit') ? [jit()] : [],
  graphiql: false,
  logging: false,
})
createServer(yoga).listen(Number(process.env['PORT']), '127.0.0.1')
