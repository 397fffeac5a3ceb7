/** Requests that ask for more than anybody means, each in another way. */
export interface Bomb {
  readonly name: string
  /** The request's body; `salt` makes each a new one, so that nothing is known of it. */
  body(salt: string): string
}

const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ')
const nest = (count: number, open: string, inner: string, close: string): string =>
  open.repeat(count) + inner + close.repeat(count)

const document = (name: string, text: string): Bomb => ({
  name,
  body: (salt) => JSON.stringify({ query: `${text} # ${salt}` }),
})

/** @param variables JSON, which may nest deeper than anything can be written from */
const withVariables = (name: string, query: string, variables: string): Bomb => ({
  name,
  body: (salt) => `{"query":${JSON.stringify(`${query} # ${salt}`)},"variables":${variables}}`,
})

/** Fragments of which each uses the next one `uses` times, below another field each time or in the same place. */
function doubling(levels: number, uses: number, below: (at: number, use: number, next: string) => string): string {
  const bodies = times(
    levels,
    (at) => `fragment F${at} on User { ${times(uses, (use) => below(at, use, `...F${at + 1}`))} }`,
  )
  return `{ users { ...F0 } } ${bodies} fragment F${levels} on User { id }`
}

const own = (at: number): string => ['id', 'name', 'country', '__typename'][at % 4] as string

const filters = (count: number): string =>
  `[${Array.from({ length: count }, (_, at) => `{country:{eq:"c${at}"}}`).join(',')}]`
const listOf = (count: number, make: (at: number) => unknown): string =>
  JSON.stringify(Array.from({ length: count }, (_, at) => make(at)))
const around = (depth: number): string => nest(depth, '{ orders { user ', '{ id }', ' } }')

const users = 'query ($w: UserWhere) { users(where: $w) { id } }'

export const bombs: readonly Bomb[] = [
  // fragments
  document('a fragment that uses itself', '{ users { ...F } } fragment F on User { id ...F }'),
  document(
    'two fragments that use each other',
    '{ users { ...A } } fragment A on User { id ...B } fragment B on User { id ...A }',
  ),
  document(
    'a circle of 100 fragments',
    `{ users { ...F0 } } ${times(100, (at) => `fragment F${at} on User { id ...F${(at + 1) % 100} }`)}`,
  ),
  document('a fragment that uses itself below a field', '{ users { ...F } } fragment F on User { friend { ...F } }'),
  document(
    '30 doublings in one place',
    doubling(30, 2, (_at, _use, next) => next),
  ),
  document(
    '30 doublings below a relation',
    doubling(30, 2, (_at, use, next) => `a${use}: friend { ${next} }`),
  ),
  document(
    '10 doublings of eight',
    doubling(10, 8, (_at, use, next) => `a${use}: friend { ${next} }`),
  ),
  document(
    '40 doublings across a link',
    doubling(40, 2, (_at, use, next) => `a${use}: orders { user { ${next} } }`),
  ),
  document(
    '30 doublings in inline fragments',
    doubling(30, 2, (_at, use, next) => `a${use}: friend { ... on User { ... { ${next} } } }`),
  ),
  document(
    '200 fragments that nobody uses',
    `{ users { id } } ${times(200, (at) => `fragment F${at} on User { id }`)}`,
  ),
  document(
    'a fragment used 600 times',
    `{ users { ${times(600, () => '...F')} } } fragment F on User { id name country friend { id } }`,
  ),
  document('600 inline fragments in each other', `{ users ${nest(600, '{ ... on User ', '{ id }', ' }')} }`),
  document(
    'variants of one field in many fragments',
    `{ users { ${times(90, (at) => `...F${at}`)} } } ${times(90, (at) => `fragment F${at} on User { orders(limit: ${at + 1}) { id } }`)}`,
  ),
  // aliases, fields, directives
  document('1,000 aliases of __typename', `{ ${times(1_000, (at) => `a${at}: __typename`)} }`),
  document('600 aliases of a list', `{ ${times(400, (at) => `a${at}: users { id }`)} }`),
  document('500 times __typename', `{ ${times(500, () => '__typename')} }`),
  document('1,900 times one field, and once another', `{ users { ${times(1_900, () => 'id')} id: name } }`),
  document(
    '480 times one relation, and once with another field',
    `{ users { ${times(480, () => 'friend { id }')} friend { id: name } } }`,
  ),
  document(
    '280 forms of one relation, and one that is none',
    `{ users { ${times(280, (at) => `friend { ${own(at)} ${own(at >> 2)} ${own(at >> 4)} }`)} friend { id: name } } }`,
  ),
  document('200 aliases below a list', `{ users { ${times(200, (at) => `a${at}: orders { id }`)} } }`),
  document(
    '100 aliases of introspection',
    `{ ${times(80, (at) => `a${at}: __schema { types { fields { name } } }`)} }`,
  ),
  document('1,000 unknown directives', `{ users { id ${times(900, () => '@aa')} } }`),
  document('300 times @include', `{ users { ${times(300, () => 'id @include(if: true)')} } }`),
  document('1,000 unknown fields', `{ ${times(1_000, (at) => `nope${at}`)} }`),
  document(
    '100 operations',
    times(100, (at) => `query Q${at} { users { id } }`),
  ),
  document('60 roots', `{ ${times(60, (at) => `a${at}: user(where: {id: ${at}}) { id }`)} }`),
  // depth
  document('100 links in each other', `{ users ${around(100)} }`),
  document('300 friends in each other', `{ users ${nest(300, '{ friend ', '{ id }', ' }')} }`),
  document('types of types of types', `{ __schema { types ${nest(40, '{ ofType ', '{ name }', ' }')} } }`),
  document('fields of types of fields', `{ __schema { types ${nest(8, '{ fields { type ', '{ name }', ' } }')} } }`),
  // what the lists may hold
  document(
    'seven lists in each other',
    `{ users(limit: 1000) { orders(limit: 1000) { user { orders(limit: 1000) { user { orders(limit: 1000) { items { sku } } } } } } } }`,
  ),
  document(
    'connections in connections',
    `{ usersConnection(first: 1000) { nodes { ordersConnection(first: 1000) { nodes { itemsConnection(first: 1000) { edges { cursor node { sku } } } } } } } }`,
  ),
  // inputs
  document('a list 5,000 deep', `{ users(where: ${nest(5_000, '[', '', ']')}) { id } }`),
  document('a filter 300 deep', `{ users(where: ${nest(300, '{NOT:', '{}', '}')}) { id } }`),
  document('400 conditions', `{ users(where: {OR: ${filters(250)}}) { id } }`),
  document(
    'a text of 90,000 characters for a document',
    `{ users { id } } #${'x'.repeat(90_000)}`.replace('users { id }', 'nope'),
  ),
  document('a document of 500,000 characters', `{ users { id } } #${'x'.repeat(500_000)}`),
  withVariables('variables 5,000 deep', users, `{"w":${nest(5_000, '[', '', ']')}}`),
  withVariables('a filter in variables 1,000 deep', users, `{"w":${nest(1_000, '{"NOT":', '{}', '}')}}`),
  withVariables(
    '5,000 conditions in variables',
    'query ($w: [UserWhere!]) { users(where: {OR: $w}) { id } }',
    `{"w":${listOf(5_000, (at) => ({ country: { eq: `c${at}` } }))}}`,
  ),
  withVariables(
    '5,000 orders in variables',
    'query ($o: [UserOrderBy!]) { users(orderBy: $o) { id } }',
    `{"o":${listOf(5_000, (at) => ({ friend: at % 2 ? { name: 'asc' } : { friend: { country: 'desc' } } }))}}`,
  ),
  withVariables(
    '20,000 node ids',
    'query ($n: [ID!]!) { nodes(nodeIds: $n) { id: __typename } }',
    `{"n":${listOf(20_000, (at) => `User:${at}`)}}`,
  ),
  withVariables(
    '20,000 unknown variables',
    '{ nope }',
    `{${Array.from({ length: 20_000 }, (_, at) => `"v${at}":${at}`).join()}}`,
  ),
  {
    name: 'a batch of 1,000',
    body: () => JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ users { id } }' }))),
  },
  {
    name: 'two megabytes',
    body: (salt) => JSON.stringify({ query: '{ nope }', variables: { pad: salt + 'x'.repeat(2_000_000) } }),
  },
]
