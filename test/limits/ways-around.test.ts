import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCycle, type Cycle } from './open-cycle.ts'

/** Disguises by which limits have been passed elsewhere: names, fragments, caches, variables, other doors. */

const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ')
const friends = (depth: number): string => '{ friend '.repeat(depth) + '{ id }' + ' }'.repeat(depth)
/** Fragments that are 30 deep together, each of which is one deep. */
const chain = (count: number, name: (at: number) => string): string =>
  times(count, (at) => `fragment ${name(at)} on User { id friend { ...${name(at + 1)} } }`) +
  ` fragment ${name(count)} on User { id }`
const deep = `{ users ${friends(30)} }`

let cycle: Cycle
beforeAll(async () => {
  cycle = await openCycle({ trustedDocuments: { manifest: { deep } } })
})
afterAll(() => cycle.close())

interface Way {
  readonly limit: string
  readonly query?: string
  readonly variables?: unknown
  readonly operationName?: string
  readonly documentId?: string
}

const wide = 'orders(limit: 1000) { items(limit: 1000) { id orderId sku order { userId total note } } }'
const ways: Readonly<Record<string, Way>> = {
  'depth in a chain of named fragments': {
    limit: 'depth',
    query: `{ users { ...F0 } } ${chain(30, (at) => `F${at}`)}`,
  },
  'depth in fragments that stand before what uses them': {
    limit: 'depth',
    query: `${chain(30, (at) => `F${at}`)} { users { ...F0 } }`,
  },
  'depth in a fragment named __schema': {
    limit: 'depth',
    query: `{ users { ...__schema } } fragment __schema on User ${friends(30)}`,
  },
  'depth in fragments that begin with __type': {
    limit: 'depth',
    query: `{ users { ...__type0 } } ${chain(30, (at) => `__type${at}`)}`,
  },
  'depth below an alias named __schema': { limit: 'depth', query: `{ __schema: users ${friends(30)} }` },
  'depth below __typename as an alias': { limit: 'depth', query: `{ users { __typename: friend ${friends(30)} } }` },
  'depth in inline fragments': {
    limit: 'depth',
    query: `{ users ${'{ ... on User { ... { friend '.repeat(25)}{ id }${' } } }'.repeat(25)} }`,
  },
  'depth in a fragment that was met at a shallow place before': {
    limit: 'depth',
    query: `{ a: users { ...F } b: users ${'{ friend '.repeat(12)}{ ...F }${' }'.repeat(12)} } fragment F on User ${friends(12)}`,
  },
  'depth below an interface': { limit: 'depth', query: `{ node(nodeId: "User:1") { ... on User ${friends(30)} } }` },
  'depth in the second operation': {
    limit: 'depth',
    query: `query A { users { id } } query B ${deep}`,
    operationName: 'B',
  },
  'depth in the operation that is not asked for': {
    limit: 'depth',
    query: `query A { users { id } } query B ${deep}`,
    operationName: 'A',
  },
  'depth that a variable includes': {
    limit: 'depth',
    query: `query ($yes: Boolean!) { users { id ... @include(if: $yes) ${friends(30)} } }`,
    variables: { yes: true },
  },
  'depth in a trusted document': { limit: 'depth', documentId: 'deep' },
  'aliases in a fragment that is used often': {
    limit: 'aliases',
    query: `{ ${times(20, (at) => `a${at}: users { ...F }`)} } fragment F on User { ${times(10, (at) => `b${at}: id`)} }`,
  },
  'aliases in inline fragments': {
    limit: 'aliases',
    query: `{ users { ${times(110, (at) => `... { a${at}: id }`)} } }`,
  },
  'roots in fragments': {
    limit: 'rootFields',
    query: `{ ...F } fragment F on Query { ${times(60, () => '__typename')} }`,
  },
  'directives on fragment spreads': {
    limit: 'directives',
    query: `{ users { ${times(60, () => '...F @include(if: true)')} } } fragment F on User { id }`,
  },
  'directives on variables': {
    limit: 'directives',
    query: `query (${times(60, (at) => `$v${at}: Int @a`)}) { users { id } }`,
  },
  'directives on a fragment': {
    limit: 'directives',
    query: `{ users { ...F } } fragment F on User ${times(60, () => '@a')} { id }`,
  },
  'cost by variables': {
    limit: 'cost',
    query: `query ($n: Int) { users(limit: $n) { orders(limit: $n) { items(limit: $n) { sku order { user { orders(limit: $n) { note } } } } } } }`,
    variables: { n: 1_000 },
  },
  'cost by the default of a variable': {
    limit: 'cost',
    query: `query ($n: Int = 1000) { users(limit: $n) { ${wide} friend { ${wide} } } }`,
  },
  'cost by pages': {
    limit: 'cost',
    query: `{ usersConnection(last: 1000) { edges { node { ordersConnection(first: 1000) { nodes { itemsConnection(first: 1000) { nodes { id orderId sku } } } } } } } }`,
  },
  'cost by aliases': { limit: 'cost', query: `{ users(limit: 1000) { ${times(8, (at) => `a${at}: ${wide}`)} } }` },
  'cost in a fragment named __schema': {
    limit: 'cost',
    query: `{ users(limit: 1000) { ...__schema } } fragment __schema on User { ${wide} friend { ${wide} } }`,
  },
  'cost by ids': {
    limit: 'cost',
    query: `query ($n: [ID!]!) { nodes(nodeIds: $n) { ... on User { ${wide} friend { ${wide} } } } }`,
    variables: { n: Array.from({ length: 900 }, (_, at) => `User:${at}`) },
  },
  'cost that a variable includes': {
    limit: 'cost',
    query: `query ($yes: Boolean!) { users(limit: 1000) { id ... @include(if: $yes) { ${wide} } friend { ${wide} } } }`,
    variables: { yes: true },
  },
  'conditions in one variable': {
    limit: 'conditions',
    query: 'query ($w: UserWhere) { users(where: $w) { id } }',
    variables: { w: { OR: Array.from({ length: 1_200 }, () => ({})) } },
  },
  'conditions in conditions on relations': {
    limit: 'conditions',
    query: 'query ($w: UserWhere) { users(where: $w) { id } }',
    variables: {
      w: {
        friend: {
          orders: { some: { items: { some: { OR: Array.from({ length: 600 }, () => ({ sku: { eq: 'x' } })) } } } },
        },
      },
    },
  },
  'ids beyond the longest list': {
    limit: 'maxLimit',
    query: 'query ($n: [ID!]!) { nodes(nodeIds: $n) { __typename } }',
    variables: { n: Array.from({ length: 1_001 }, (_, at) => `User:${at}`) },
  },
}

it.each(Object.entries(ways))('%s passes no limit', async (_name, { limit, ...request }) => {
  const { body, statements } = await cycle.post(JSON.stringify(request))
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit })
  expect(statements).toBe(0)
})

it('there are at least twenty', () => expect(Object.keys(ways).length).toBeGreaterThanOrEqual(20))

it('a document that was answered with small variables is refused with large ones, and the other way round', async () => {
  const query = `query ($n: Int!) { users(limit: $n) { ${wide} friend { ${wide} } } }`
  for (const [n, refused] of [
    [1, false],
    [1_000, true],
    [1, false],
    [1_000, true],
  ] as const) {
    const { body } = await cycle.post(JSON.stringify({ query, variables: { n } }))
    expect(body.errors?.[0]?.extensions?.['limit']).toBe(refused ? 'cost' : undefined)
  }
})

it('no other door is without limits: GET, the library, explain', async () => {
  const { heddle } = cycle
  const get = await heddle.yoga.fetch(`http://localhost/graphql?query=${encodeURIComponent(deep)}`)
  expect(await get.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'depth' } }] })
  expect((await heddle.execute(deep)).errors?.[0]?.extensions).toMatchObject({ limit: 'depth' })
  await expect(heddle.explain(deep)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'depth' } })
})

it('every limit is the config’s to set', async () => {
  const strict = await openCycle({
    limits: {
      depth: 2,
      fields: 6,
      rootFields: 2,
      aliases: 1,
      directives: 1,
      conditions: 3,
      cost: 1_000,
      tokens: 60,
      variableDepth: 3,
    },
  })
  const limitOf = async (query: string): Promise<unknown> =>
    (await strict.post(JSON.stringify({ query }))).body.errors?.[0]?.extensions?.['limit']
  expect(await limitOf('{ users { friend { id } } }')).toBe('depth')
  expect(await limitOf('{ users { id name country id name country } }')).toBe('fields')
  expect(await limitOf('{ __typename __typename __typename }')).toBe('rootFields')
  expect(await limitOf('{ users { a: id b: id } }')).toBe('aliases')
  expect(await limitOf('{ users { id @skip(if: false) name @skip(if: false) } }')).toBe('directives')
  expect(await limitOf('{ users(where: {id: {eq: 1}, name: {eq: "x"}, country: {eq: "x"}}) { id } }')).toBe(
    'conditions',
  )
  expect(await limitOf('{ users(limit: 900) { id } }')).toBe('cost')
  expect(await limitOf(`{ users { id } } ${'# '.repeat(3)}\n ${'query A { users { id } } '.repeat(9)}`)).toBe('tokens')
  expect(await limitOf('{ users(where: {AND: [{id: {eq: 1}}]}) { id } }')).toBe('variableDepth')
  expect(await limitOf('{ users(limit: 10) { id name } }')).toBeUndefined()
  await strict.close()
})
