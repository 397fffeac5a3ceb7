import { expect, test } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { catalogOf, column, enumOf, key, relation, table } from '../support/catalog-factory.ts'
import { createReference } from './execute-reference.ts'
import { referenceData, type Row } from './tables.ts'

const catalog = catalogOf(
  [
    table(
      'a.players',
      'Player',
      [
        column('id', 'int'),
        column('name', 'string', { nullable: true }),
        column('score', 'decimal', { nullable: true, type: { precision: 8, scale: 2 } }),
        column('mood', 'enum', { nullable: true, type: { enum: 'Mood' } }),
        column('at', 'dateTime', { nullable: true }),
        column('teamId', 'int', { nullable: true }),
        column('visits', 'int', { nullable: true }),
      ],
      { relations: [relation('team', 'one', 'a.teams', { teamId: 'id' })] },
    ),
    table('a.teams', 'Team', [column('id', 'int'), column('name', 'string')], {
      keys: [key('id'), key('name')],
      relations: [
        relation('players', 'many', 'a.players', { id: 'teamId' }),
        relation(
          'cups',
          'many',
          'a.cups',
          { id: 'teamId' },
          { through: { table: 'a.wins', on: [{ from: 'cupId', to: 'id' }] } },
        ),
      ],
    }),
    table('a.cups', 'Cup', [column('id', 'string')], {}),
    table('a.wins', 'Win', [column('teamId', 'int'), column('cupId', 'string')], { keys: [key('teamId', 'cupId')] }),
  ],
  { enums: [enumOf('Mood', 'sad', 'happy', 'angry')] },
)

const player = (id: number, rest: Row = {}): Row => ({
  id,
  name: null,
  score: null,
  mood: null,
  at: null,
  teamId: null,
  visits: null,
  ...rest,
})

const rows = new Map<string, Row[]>([
  [
    'a.players',
    [
      player(4, { name: '😀', score: '-0.05', mood: 'angry', teamId: 1, visits: 2 }),
      player(1, { name: 'ａ', score: '0.05', mood: 'happy', teamId: 1, visits: 1 }),
      player(2, { name: 'Ann_%', score: '10.00', mood: 'sad', at: '2024-01-01T00:00:00.5Z', teamId: 2 }),
      player(3, { teamId: 9 }),
    ],
  ],
  [
    'a.teams',
    [
      { id: 1, name: 'red' },
      { id: 2, name: 'blue' },
      { id: 3, name: 'none' },
    ],
  ],
  ['a.cups', [{ id: 'b' }, { id: 'a' }]],
  [
    'a.wins',
    [
      { teamId: 1, cupId: 'b' },
      { teamId: 1, cupId: 'a' },
      { teamId: 2, cupId: 'a' },
    ],
  ],
])

const reference = createReference(
  buildSchema(catalog, { limits: { defaultLimit: 100, maxLimit: 1000 } }),
  referenceData(catalog, rows),
)

function answer(document: string, variables = {}): unknown {
  const result = reference(document, variables)
  expect(result.errors).toBeUndefined()
  return JSON.parse(JSON.stringify(result.data))
}

const playersWhere = (where: string) =>
  (answer(`{ players(where: ${where}) { id } }`) as { players: { id: number }[] }).players.map(({ id }) => id)
const playersBy = (orderBy: string) =>
  (answer(`{ players(orderBy: ${orderBy}) { id } }`) as { players: { id: number }[] }).players.map(({ id }) => id)
const teamsWhere = (where: string) =>
  (answer(`{ teams(where: ${where}) { id } }`) as { teams: { id: number }[] }).teams.map(({ id }) => id)

test('a list is in the order of the primary key', () => {
  expect(playersWhere('{}')).toEqual([1, 2, 3, 4])
})

test('a column filter over null is unknown, and so is its opposite', () => {
  expect(playersWhere('{name: {eq: "Ann_%"}}')).toEqual([2])
  expect(playersWhere('{NOT: {name: {eq: "Ann_%"}}}')).toEqual([1, 4])
  expect(playersWhere('{name: {NOT: {eq: "Ann_%"}}}')).toEqual([1, 4])
  expect(playersWhere('{name: {notIn: ["Ann_%"]}}')).toEqual([1, 4])
  expect(playersWhere('{name: {isNull: false}}')).toEqual([1, 2, 4])
  expect(playersWhere('{OR: [{name: {eq: "x"}}, {name: {isNull: true}}]}')).toEqual([3])
})

test('AND of nothing is true, OR of nothing false, an empty list holds nothing', () => {
  expect(playersWhere('{AND: []}')).toEqual([1, 2, 3, 4])
  expect(playersWhere('{OR: []}')).toEqual([])
  expect(playersWhere('{name: {in: []}}')).toEqual([])
  expect(playersWhere('{name: {notIn: []}}')).toEqual([1, 2, 3, 4])
})

test('a relation filter is true or false: NOT over a missing partner is true', () => {
  expect(playersWhere('{team: {name: {eq: "red"}}}')).toEqual([1, 4])
  expect(playersWhere('{NOT: {team: {name: {eq: "red"}}}}')).toEqual([2, 3])
  expect(playersWhere('{team: {}}')).toEqual([1, 2, 4])
})

test('some, every and none over to-many rows; every over no rows is true', () => {
  expect(teamsWhere('{players: {some: {mood: {eq: sad}}}}')).toEqual([2])
  expect(teamsWhere('{players: {every: {visits: {gt: 0}}}}')).toEqual([1, 3])
  expect(teamsWhere('{players: {none: {}}}')).toEqual([3])
  expect(teamsWhere('{players: {count: {gte: 1}}}')).toEqual([1, 2])
  expect(teamsWhere('{players: {sum: {score: {eq: "0"}}}}')).toEqual([1])
  expect(teamsWhere('{NOT: {players: {sum: {score: {eq: "0"}}}}}')).toEqual([2])
  expect(teamsWhere('{cups: {some: {id: {eq: "a"}}}}')).toEqual([1, 2])
})

test('like takes wildcards and escapes, ilike folds A to Z, contains neither', () => {
  expect(playersWhere('{name: {like: "ann%"}}')).toEqual([])
  expect(playersWhere('{name: {ilike: "ann%"}}')).toEqual([2])
  expect(playersWhere('{name: {like: "_"}}')).toEqual([1, 4])
  expect(playersWhere('{name: {like: "Ann\\\\_\\\\%"}}')).toEqual([2])
  expect(playersWhere('{name: {contains: "_%"}}')).toEqual([2])
})

test('values compare by what they mean', () => {
  expect(playersWhere('{score: {gt: "-0.050"}}')).toEqual([1, 2])
  expect(playersWhere('{score: {eq: "10"}}')).toEqual([2])
  expect(playersWhere('{at: {eq: "2024-01-01T01:00:00.500+01:00"}}')).toEqual([2])
})

test('nulls sort last ascending and first descending, text by code point, enums as declared', () => {
  expect(playersBy('[{name: asc}]')).toEqual([2, 1, 4, 3])
  expect(playersBy('[{name: desc}]')).toEqual([3, 4, 1, 2])
  expect(playersBy('[{name: desc_nulls_last}]')).toEqual([4, 1, 2, 3])
  expect(playersBy('[{mood: asc_nulls_first}]')).toEqual([3, 2, 1, 4])
  expect(playersBy('[{team: {name: desc}}]')).toEqual([3, 1, 4, 2])
  expect(answer('{ teams(orderBy: [{players: {sum: {visits: desc}}}]) { id } }')).toEqual({
    teams: [{ id: 2 }, { id: 3 }, { id: 1 }],
  })
})

test('sums are exact, means rounded half away from zero to the scale and 6 digits', () => {
  expect(
    answer('{ playersAggregate { count sum { score visits } avg { score visits } min { mood } max { name } } }'),
  ).toEqual({
    playersAggregate: {
      count: 4,
      sum: { score: '10.00', visits: '3' },
      avg: { score: '3.33333333', visits: '1.500000' },
      min: { mood: 'sad' },
      max: { name: '😀' },
    },
  })
  expect(answer('{ playersAggregate(where: {OR: []}) { count sum { score } names: count(distinct: name) } }')).toEqual({
    playersAggregate: { count: 0, sum: { score: null }, names: 0 },
  })
})

test('distinct keeps the first row of each group', () => {
  expect(answer('{ players(distinct: [teamId], orderBy: [{teamId: asc}, {id: desc}]) { id } }')).toEqual({
    players: [{ id: 4 }, { id: 2 }, { id: 3 }],
  })
})

test('relations, junctions and node ids', () => {
  expect(
    answer('{ team(where: {name: "red"}) { nodeId cups { id } players(limit: 1, offset: 1) { id team { name } } } }'),
  ).toEqual({
    team: { nodeId: 'Team:1', cups: [{ id: 'a' }, { id: 'b' }], players: [{ id: 4, team: { name: 'red' } }] },
  })
  expect(answer('{ nodes(nodeIds: ["Win:1,b", "Team:77"]) { __typename ... on Win { cupId } } }')).toEqual({
    nodes: [{ __typename: 'Win', cupId: 'b' }, null],
  })
})

test('pages by cursor, from both ends', () => {
  const page = (args: string, variables = {}) =>
    (
      answer(
        `query ($c: String) { playersConnection(orderBy: [{mood: desc}], ${args}) { totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`,
        variables,
      ) as {
        playersConnection: {
          totalCount: number
          edges: { cursor: string; node: { id: number } }[]
          pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean }
        }
      }
    ).playersConnection
  const ids = ({ edges }: ReturnType<typeof page>) => edges.map(({ node }) => node.id)
  const first = page('first: 2')
  expect([ids(first), first.totalCount, first.pageInfo]).toEqual([
    [3, 4],
    4,
    { hasNextPage: true, hasPreviousPage: false },
  ])
  const c = first.edges[1]?.cursor
  const second = page('first: 2, after: $c', { c })
  expect([ids(second), second.pageInfo]).toEqual([[1, 2], { hasNextPage: false, hasPreviousPage: true }])
  const back = page('last: 1, before: $c', { c })
  expect([ids(back), back.pageInfo]).toEqual([[3], { hasNextPage: true, hasPreviousPage: false }])
  expect(ids(page('last: 1'))).toEqual([2])
})
