/** Fastify and mercurius with its jit, over the resolvers written by hand. */
import { createSchema } from 'graphql-yoga'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { createLoaders, resolvers } from './resolvers-by-hand.js'
import { typeDefinitions } from './type-definitions.js'

const app = fastify()
app.register(mercurius, {
  schema: createSchema({ typeDefs: typeDefinitions, resolvers }),
  context: () => ({ loaders: createLoaders() }),
  jit: 1,
})
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
