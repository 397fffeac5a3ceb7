import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import { serveFixture } from './fixture-server.ts'

it("shows a HeddleError's code and details, at its path, beside the data", async () => {
  const { post, events } = await serveFixture()
  const { status, body } = await post('{ users { id down } }')
  expect(status).toBe(200)
  expect(body.data).toEqual({
    users: [
      { id: 1, down: null },
      { id: 2, down: null },
    ],
  })
  expect(body.errors?.[0]).toMatchObject({
    message: 'The database shop does not answer.',
    path: ['users', 0, 'down'],
    extensions: { code: 'DATABASE_UNAVAILABLE', source: 'shop', retryable: true },
  })
  expect(events).toEqual([])
})

it('shows an error that a custom resolver meant', async () => {
  const { post } = await serveFixture()
  const { body } = await post('{ users(limit: 1) { meant } }')
  expect(body.errors?.[0]).toMatchObject({ message: 'Not today.', extensions: { code: 'CLOSED' } })
})

it('masks a fault and reports it once, with the id that the client reads', async () => {
  const { post, events } = await serveFixture()
  const { status, headers, body } = await post('{ users { broken } }')
  expect(status).toBe(200)
  const id = headers.get('x-request-id')
  expect(body.errors?.[0]).toMatchObject({
    message: 'Unexpected error.',
    path: ['users', 0, 'broken'],
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: id },
  })
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(events.every((event) => event.kind === 'fault' && event.requestId === id)).toBe(true)
  expect(events).toHaveLength(2) // two rows, two errors thrown
})

it('masks a fault of `context` as 500 and executes nothing', async () => {
  const { post, events, engine } = await serveFixture({
    context: () => {
      throw new Error('the session store said hunter2')
    },
  })
  const { status, body } = await post('{ __typename }')
  expect(status).toBe(500)
  expect(body.errors?.[0]?.message).toBe('Unexpected error.')
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(events).toHaveLength(1)
  expect(engine.requests).toHaveLength(0)
})

it.each([
  ['UNAUTHENTICATED', new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } }), 401],
  ['FORBIDDEN', new HeddleError('FORBIDDEN', 'Not for you.'), 403],
])('answers what `context` refuses with %s by its status', async (code, error, expected) => {
  const { post } = await serveFixture({ context: () => Promise.reject(error) })
  const { status, body } = await post('{ __typename }')
  expect(status).toBe(expected)
  expect(body.errors?.[0]?.extensions).toEqual({ code })
})

it('shows to a role the schema of that role only', async () => {
  const { post } = await serveFixture()
  expect((await post('{ secret }')).body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
  expect((await post('{ secret }', { headers: { 'x-role': 'admin' } })).body.data).toEqual({
    secret: 'only for admins',
  })
})
