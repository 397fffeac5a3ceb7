import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCycle, type Cycle } from '../limits/open-cycle.ts'

/**
 * A text that a client chooses never becomes part of a statement. Every position is asked once with harmless texts, which
 * gives the set of SQL texts; then ten thousand times with what injects elsewhere. The set must not grow.
 */

const fragments = [
  ...[
    "'",
    '"',
    '`',
    ';',
    '--',
    '/*',
    '*/',
    '#',
    '\\',
    '\0',
    '%',
    '_',
    ')',
    '(',
    '||',
    '$1',
    '?1',
    ':a',
    '@a',
    '{{',
    '${',
    '\n',
    '\r',
  ],
  ..."' OR '1'='1|'; DROP TABLE users; --|\" UNION SELECT * FROM sqlite_master --|1; ATTACH DATABASE 'x' AS y|') OR 1=1 --".split(
    '|',
  ),
  ...'$$; select pg_sleep(9); $$|\\x27|%27|0x27|CHAR(39)|" || (select name from users) || "|id" desc, (select 1)|users"."name'.split(
    '|',
  ),
  ...[
    '\u0002',
    '\u0003',
    '\u0004',
    '\u0000',
    '\ud800',
    'ʼ',
    '＇',
    '\u202e',
    '{"$ne":null}',
    '__proto__',
    'constructor',
    'a'.repeat(300),
  ],
]
const payload = fc
  .oneof(
    fc.constantFrom(...fragments),
    fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  .filter((text) => text.length > 0)

interface Sent {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
  readonly headers?: Record<string, string>
}

const query = 'query A { users(limit: 2) { id name orders(limit: 2) { total } } }'
/** GraphQL's own way to write a text. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f')
const name = (text: string): string => `a${text.replace(/[^A-Za-z0-9_]/g, '_')}`

/** Where a client may put a text. */
const positions: Readonly<Record<string, (text: string) => Sent>> = {
  'a value': (text) => ({ query: `{ users(where: {name: {eq: ${literal(text)}}}) { id } }` }),
  'a value in a variable': (text) => ({
    query: 'query ($v: String) { users(where: {name: {eq: $v}}) { id } }',
    variables: { v: text },
  }),
  'a list': (text) => ({
    query: 'query ($v: [String!]) { users(where: {name: {in: $v}}) { id } }',
    variables: { v: [text, 'x', text] },
  }),
  'a pattern': (text) => ({
    query: 'query ($v: String) { users(where: {name: {ilike: $v, contains: $v}}) { id } }',
    variables: { v: text },
  }),
  'a value behind a link': (text) => ({
    query: `{ users(where: {orders: {some: {note: {startsWith: ${literal(text)}}}}}) { id } }`,
  }),
  'a key of a variable': (text) => ({
    query: 'query ($w: UserWhere) { users(where: $w) { id } }',
    variables: { w: { [text]: { eq: 1 } } },
  }),
  'an operator': (text) => ({
    query: 'query ($w: UserWhere) { users(where: $w) { id } }',
    variables: { w: { name: { [text]: 'x' } } },
  }),
  'a name to order by': (text) => ({
    query: 'query ($o: [UserOrderBy!]) { users(orderBy: $o) { id } }',
    variables: { o: [{ [text]: 'asc' }] },
  }),
  'a direction': (text) => ({
    query: 'query ($o: [UserOrderBy!]) { users(orderBy: $o) { id } }',
    variables: { o: [{ name: text }] },
  }),
  'a column to be distinct': (text) => ({
    query: 'query ($d: [UserColumn!]) { users(distinct: $d) { id } }',
    variables: { d: [text] },
  }),
  'an id': (text) => ({ query: `{ user(where: {id: ${literal(text)}}) { id } }` }),
  'a node id': (text) => ({ query: 'query ($n: ID!) { node(nodeId: $n) { __typename } }', variables: { n: text } }),
  'a part of a node id': (text) => ({
    query: 'query ($n: ID!) { node(nodeId: $n) { __typename } }',
    variables: { n: `User:${text}` },
  }),
  'a cursor': (text) => ({
    query: 'query ($c: String) { usersConnection(first: 2, after: $c) { nodes { id } } }',
    variables: { c: text },
  }),
  'a limit': (text) => ({ query: 'query ($n: Int) { users(limit: $n, offset: $n) { id } }', variables: { n: text } }),
  'an alias': (text) => ({
    query: `{ ${name(text)}: users(limit: 2) { ${name(text)}: name orders(limit: 2) { ${name(text)}: total } } }`,
  }),
  'an alias that is no name': (text) => ({ query: `{ ${text}: users { id } }` }),
  'a field': (text) => ({ query: `{ users { ${text} } }` }),
  'an argument': (text) => ({ query: `{ users(${text}: 1) { id } }` }),
  'a comment': (text) => ({ query: `${query} # ${text.replace(/[\n\r]/g, ' ')}` }),
  'a document': (text) => ({ query: text }),
  'an operation name': (text) => ({ query, operationName: text }),
  'the name of an operation': (text) => ({
    query: `query ${name(text)} { users(limit: 2) { id } }`,
    operationName: name(text),
  }),
  'a header': (text) => ({ query, headers: headersOf(text) }),
}

/** What HTTP lets stand in a header. */
function headersOf(text: string): Record<string, string> {
  const value = text.replace(/[^\x21-\x7e]/g, '_')
  return {
    'x-request-id': value,
    'x-heddle-explain': value,
    accept: `application/json, ${value}`,
    traceparent: value,
    origin: value,
  }
}

let cycle: Cycle
const texts = new Set<string>()
beforeAll(async () => {
  cycle = await openCycle()
  cycle.heddle.events.on((event) => {
    if (event.kind === 'statement') texts.add(event.sql)
  })
})
afterAll(() => cycle.close())

async function send({ headers, ...params }: Sent): Promise<string> {
  const response = await cycle.heddle.yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(params),
  })
  return response.text()
}

it('no text of a client reaches SQL, in 10,000 requests over every position', async () => {
  const places = Object.values(positions)
  // Names of the schema are part of statements, those of a client are not: an alias once as long and once as short.
  for (const harmless of ['x', '7', 'name', 'asc', 'User:1', '1'])
    for (const place of places) await send(place(harmless))
  const known = new Set(texts)
  expect(known.size).toBeGreaterThan(10)

  const values = fc.sample(payload, { numRuns: 10_000, seed: Number(process.env['HEDDLE_SEED'] ?? 7) })
  const faults: string[] = []
  for (const [at, text] of values.entries()) {
    const answer = await send(places[at % places.length]!(text))
    if (answer.includes('INTERNAL_SERVER_ERROR'))
      faults.push(`${Object.keys(positions)[at % places.length]}: ${JSON.stringify(text)}`)
  }
  expect([...texts].filter((sql) => !known.has(sql))).toEqual([])
  expect(faults).toEqual([])
  expect(await send({ query: '{ usersAggregate { count } }' })).toBe('{"data":{"usersAggregate":{"count":2}}}')
}, 120_000)
