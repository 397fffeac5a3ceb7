import { isObjectType, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { catalogOf, column, enumOf, key, relation, table } from '../support/catalog-factory.ts'
import { definition } from './definition-of.ts'
import { schemaErrors } from './schema-errors.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }

describe('tables of other forms', () => {
  const films = catalogOf([
    table('db.film_actor', 'FilmActor', [column('actorId', 'int'), column('filmId', 'int'), column('role', 'string')], {
      keys: [key('actorId', 'filmId'), key('role')],
      relations: [relation('film', 'one', 'db.film', { filmId: 'id' }, { nullable: false })],
    }),
    table('db.film', 'Film', [column('id', 'int'), column('rating', 'float', { nullable: true })], {
      relations: [
        relation('filmActors', 'many', 'db.film_actor', { id: 'filmId' }),
        relation('logs', 'many', 'db.log', { id: 'filmId' }),
        relation('notes', 'many', 'db.notes', { id: 'filmId' }),
      ],
    }),
    table('db.log', 'Log', [column('filmId', 'int'), column('bytes', 'bytes'), column('size', 'bigint')], {
      keys: [],
      description: 'What happened.',
    }),
    table('db.notes', 'Note', [column('filmId', 'json'), column('body', 'json', { nullable: true })], {
      keys: [],
      kind: 'view',
    }),
  ])
  const schema = buildSchema(films, { limits })

  test('a composite key is one object', () => {
    expect(definition(schema, 'FilmActorUnique')).toBe(
      'input FilmActorUnique @oneOf { actorId_filmId: FilmActorUniqueActorIdFilmId role: String nodeId: ID }',
    )
    expect(definition(schema, 'FilmActorUniqueActorIdFilmId')).toBe(
      'input FilmActorUniqueActorIdFilmId { actorId: Int! filmId: Int! }',
    )
    const document = parse('{ filmActor(where: {actorId_filmId: {actorId: 1, filmId: 2}}) { role } }')
    expect(validate(schema, document)).toEqual([])
  })

  test('a table without a key is readable, without node ids, cursors and a field for one row, and says so', () => {
    expect(definition(schema, 'Log')).toBe(
      'type Log @source(database: "db", table: "log") { filmId: Int! bytes: Bytes! size: BigInt! }',
    )
    expect(schema.getType('Log')?.description).toBe(
      'What happened.\n\nThis table has no primary key: its rows have no node id and no cursors.',
    )
    expect(schema.getType('Note')?.description).toMatch(/^This view has no primary key/)
    const query = Object.keys(schema.getQueryType()!.getFields())
    expect(query.filter((name) => /log/i.test(name))).toEqual(['logs', 'logsAggregate', 'logsGroupBy'])
    const film = schema.getType('Film')
    const fields = isObjectType(film) ? Object.keys(film.getFields()) : []
    expect(fields).toContain('filmActorsConnection')
    expect(fields).not.toContain('logsConnection')
  })

  test('a sum of Int is a BigInt, of BigInt a Decimal, of Float a Float; keys are not added up', () => {
    expect(definition(schema, 'LogSum')).toBe('type LogSum { filmId: BigInt size: Decimal }')
    expect(definition(schema, 'LogAvg')).toBe('type LogAvg { filmId: Decimal size: Decimal }')
    expect(definition(schema, 'FilmSum')).toBe('type FilmSum { rating: Float }')
    expect(definition(schema, 'FilmActorSum')).toBe('')
    expect(definition(schema, 'FilmActorNumericFilter')).toBe('')
  })

  test('a table of nothing but JSON has no order, no columns to tell apart, and is only counted', () => {
    expect(definition(schema, 'NoteAggregate')).toBe('type NoteAggregate { count: Int! }')
    expect(definition(schema, 'JSONFilter')).toBe(
      'input JSONFilter { path: [JSONPathFilter!] isNull: Boolean NOT: JSONFilter AND: [JSONFilter!] OR: [JSONFilter!] }',
    )
    const notes = schema.getQueryType()!.getFields()['notes']
    expect(notes?.args.map(({ name }) => name)).toEqual(['where', 'limit', 'offset'])
    expect(definition(schema, 'FilmOrderBy')).toContain('notes: CountOrderBy')
    expect(definition(schema, 'CountOrderBy')).toBe('input CountOrderBy @oneOf { count: Sort }')
  })

  test('a JSON column is nullable, because JSON has a null of its own', () => {
    expect(definition(schema, 'Note')).toContain('filmId: JSON body: JSON }')
  })

  test('list columns are lists with items that may be null, compared as a whole', () => {
    const listed = buildSchema(
      catalogOf(
        [
          table('db.posts', 'Post', [
            column('id', 'int'),
            column('tags', 'string', { type: { dimensions: 1 } }),
            column('grid', 'int', { nullable: true, type: { dimensions: 2 } }),
            column('moods', 'enum', { type: { dimensions: 1, enum: 'Mood' } }),
          ]),
        ],
        { enums: [enumOf('Mood', 'happy')] },
      ),
      { limits },
    )
    expect(definition(listed, 'Post')).toContain('tags: [String]! grid: [[Int]] moods: [Mood]! }')
    expect(definition(listed, 'PostWhere')).toContain('tags: StringListFilter grid: IntListListFilter')
    expect(definition(listed, 'StringListFilter')).toBe(
      'input StringListFilter { eq: [String!] ne: [String!] contains: [String!] containedBy: [String!] overlaps: [String!] isNull: Boolean NOT: StringListFilter AND: [StringListFilter!] OR: [StringListFilter!] }',
    )
    expect(definition(listed, 'PostOrderBy')).toBe('input PostOrderBy @oneOf { id: Sort }')
    expect(schemaErrors(listed)).toEqual([])
  })

  test('a column that no enum can name is still read and filtered', () => {
    const odd = buildSchema(catalogOf([table('db.odd', 'Odd', [column('id', 'int'), column('true', 'int')])]), {
      limits,
    })
    expect(definition(odd, 'OddColumn')).toBe('enum OddColumn { id }')
    expect(validate(odd, parse('{ odds(where: {true: {eq: 1}}, orderBy: {true: asc}) { true } }'))).toEqual([])
  })

  test('a table outside of the default schema is named with it', () => {
    const sales = table('db.sales.orders', 'Order', [column('id', 'int')], { sqlSchema: 'sales', sqlName: 'orders' })
    expect(definition(buildSchema(catalogOf([sales]), { limits }), 'Order')).toContain(
      '@source(database: "db", table: "sales.orders")',
    )
  })

  test('a catalog without tables still is a schema', () => {
    expect(schemaErrors(buildSchema(catalogOf([]), { limits }))).toEqual([])
  })
})
