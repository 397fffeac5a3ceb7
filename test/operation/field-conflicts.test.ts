import fc from 'fast-check'
import { buildSchema, OverlappingFieldsCanBeMergedRule, parse, specifiedRules, validate } from 'graphql'
import { expect, it } from 'vitest'
import { fieldConflicts } from '../../src/operation/field-conflicts.ts'
import { validateWithin } from '../../src/operation/validate-document.ts'

const schema = buildSchema(`
  type Query { user: User pets(first: Int, where: Where): [Pet!] pet: Pet any: Any }
  input Where { a: Int b: Int }
  interface Pet { id: ID! name(short: Boolean): String owner: User }
  type Cat implements Pet { id: ID! name(short: Boolean): String owner: User lives: Int friend: Cat tags: [String] }
  type Dog implements Pet { id: ID! name(short: Boolean): String owner: User lives: Int! friend: Dog tags: String }
  union Any = Cat | Dog | User
  type User { id: ID! name: String pet: Pet best: User any: Any }
`)
const others = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule)
const conflicts = (text: string): string[] => fieldConflicts(schema, parse(text)).map(({ message }) => message)

const remedy = 'Use different aliases on the fields to fetch both if this was intentional.'

it.each([
  ['{ user { a: id a: name } }', '"a" conflict because "id" and "name" are different fields'],
  ['{ pets(first: 1) { id } pets(first: 2) { id } }', '"pets" conflict because they have differing arguments'],
  ['{ pets(first: 1) { id } pets { id } }', '"pets" conflict because they have differing arguments'],
  [
    '{ pet { ... on Cat { lives } ... on Dog { lives } } }',
    '"lives" conflict because they return conflicting types "Int" and "Int!"',
  ],
  [
    '{ pet { ... on Cat { tags } ... on Dog { tags } } }',
    '"tags" conflict because they return conflicting types "[String]" and "String"',
  ],
  [
    '{ pet { ... on Cat { a: friend { lives } } ... on Dog { a: friend { lives: id } } } }',
    '"a" conflict because subfields "lives" conflict because they return conflicting types "Int" and "ID!"',
  ],
  [
    '{ user { any { ... on User { id: __typename } ... on Dog { id } ... on Cat { id: owner { id } } } } }',
    '"id" conflict because they return conflicting types "ID!" and "User"',
  ],
  [
    '{ user { best { x: id } } ...More } fragment More on Query { user { best { x: name } } }',
    '"user" conflict because subfields "best" conflict because subfields "x" conflict because "id" and "name" are different fields',
  ],
  ['{ user { best { a: id a: name } } }', '"a" conflict because "id" and "name" are different fields'],
  ['{ pet { a: name(short: true) ... on Cat { a: name } } }', '"a" conflict because they have differing arguments'],
  [
    `{ user { ${'a'.repeat(200)}: id ${'a'.repeat(200)}: name } }`,
    `"${'a'.repeat(100)}…" conflict because "id" and "name" are different fields`,
  ],
])('%s: says which fields, and why', (text, message) => {
  expect(conflicts(text)).toEqual([`Fields ${message}. ${remedy}`])
})

it.each([
  '{ user { id id id } user { id name } }',
  '{ pets(where: { a: 1, b: 2 }, first: 3) { id } pets(first: 3, where: { b: 2, a: 1 }) { name } }',
  '{ pet { ... on Cat { a: name } ... on Dog { a: name(short: true) } } }',
  '{ pet { ... on Cat { a: owner { name } } ... on Dog { a: owner { name: name } } } }',
  '{ __schema { types { name } } __schema { types { name kind } } __type(name: "A") { name } }',
  '{ pet { __typename ... on Cat { __typename } ... on Dog { __typename } } }',
])('%s: can be merged', (text) => expect(conflicts(text)).toEqual([]))

it('fragments that lead to the same fields a million ways are looked at once', () => {
  const fragments = Array.from(
    { length: 20 },
    (_, at) => `fragment F${at} on User { a: best { ...F${at + 1} } b: best { ...F${at + 1} } }`,
  )
  const started = process.cpuUsage()
  expect(conflicts(`{ user { ...F0 } } ${fragments.join(' ')} fragment F20 on User { id }`)).toEqual([])
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000)
})

it('interfaces in each other, each with all its types, are given up in time', () => {
  const types = Array.from({ length: 12 }, (_, at) => `T${at}`)
  const fields = '{ next: Any2 leaf: Int }'
  const deep = buildSchema(
    `type Query { next: Any2 } interface Any2 ${fields} ${types.map((type) => `type ${type} implements Any2 ${fields}`).join(' ')}`,
  )
  const chain = (depth: number): string => (depth === 0 ? 'leaf' : `next { ${chain(depth - 1)} }`)
  const level = (depth: number): string =>
    depth === 0
      ? 'leaf'
      : `next { ${level(depth - 1)} } ${types.map((type) => `... on ${type} { next { ${chain(depth - 1)} } }`).join(' ')}`
  const started = process.cpuUsage()
  expect(() => validateWithin(deep, parse(`{ next { ${level(7)} } }`), specifiedRules)).toThrow(
    expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error,
  )
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000)
  expect(validateWithin(deep, parse(`{ next { ${level(2)} } }`), specifiedRules)).toEqual([])
})

it('one relation 480 times is valid, which the rule of graphql-js does not find out', () => {
  const text = `{ user { ${'best { id } '.repeat(480)} } }`
  expect(validate(schema, parse(text), specifiedRules)).not.toEqual([])
  expect(validateWithin(schema, parse(text), specifiedRules)).toEqual([])
})

it('is asked of documents that are valid otherwise', () => {
  const errors = validateWithin(schema, parse('{ nope user { a: id a: name } }'), specifiedRules)
  expect(errors.map(({ message }) => message)).toEqual(['Cannot query field "nope" on type "Query".'])
})

// Documents are drawn from few names, so that most of them have fields that meet.
const { document } = fc.letrec<{ document: string; User: string; Pet: string; Cat: string; Dog: string; Any: string }>(
  (tie) => {
    const alias = fc.constantFrom(...Array<string>(14).fill(''), 'a: ', 'id: ')
    const leaf = (...fields: string[]): fc.Arbitrary<string> =>
      fc.tuple(alias, fc.constantFrom(...fields)).map((parts) => parts.join(''))
    const nested = (field: string, type: 'User' | 'Pet' | 'Cat' | 'Dog' | 'Any'): fc.Arbitrary<string> =>
      fc.tuple(alias, fc.constant(field), tie(type)).map((parts) => parts.join(''))
    const inline = (type: 'User' | 'Pet' | 'Cat' | 'Dog'): fc.Arbitrary<string> =>
      tie(type).map((set) => `... on ${type} ${set}`)
    const set = (...selections: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
      fc
        .array(fc.oneof({ maxDepth: 3, depthIdentifier: 'document' }, ...selections), { minLength: 1, maxLength: 3 })
        .map((all) => `{ ${all.join(' ')} }`)
    const pet = ['id', 'name', '__typename']
    const short = fc.constantFrom('c: name', 'c: name(short: true)')
    return {
      User: set(
        leaf('id', 'name', '__typename'),
        nested('best', 'User'),
        nested('pet', 'Pet'),
        nested('any', 'Any'),
        fc.constantFrom('...U', '...V'),
      ),
      Pet: set(
        leaf(...pet),
        short,
        inline('Cat'),
        inline('Dog'),
        nested('owner', 'User'),
        inline('Pet'),
        fc.constant('...P'),
      ),
      Cat: set(leaf(...pet, 'lives'), short, nested('friend', 'Cat'), nested('owner', 'User')),
      Dog: set(leaf(...pet, 'tags'), short, nested('friend', 'Dog'), nested('owner', 'User'), fc.constant('...P')),
      Any: set(fc.constant('__typename'), inline('Cat'), inline('Dog'), inline('User')),
      document: fc.tuple(tie('User'), tie('Pet'), tie('User'), tie('User'), tie('Pet'), tie('Any')).map(
        ([user, pets, u, v, p, any]) =>
          `{ user ${user} pets ${pets} pet ${pets} any ${any} user { ...U ...V } pet { ...P } }` +
          // In no circle: U may use V, and both may use P.
          ` fragment U on User ${u.replaceAll('...U', 'id')} fragment V on User ${v.replaceAll(/\.\.\.[UV]/g, 'id')}` +
          ` fragment P on Pet ${p.replaceAll(/\.\.\.[UVP]/g, 'id')}`,
      ),
    }
  },
)

it('finds a conflict where the rule of graphql-js does, in 2,000 random documents', () => {
  const seen = { valid: 0, conflicting: 0 }
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parse(text)
      expect(validate(schema, parsed, others)).toEqual([])
      const expected = validate(schema, parsed, [OverlappingFieldsCanBeMergedRule]).length > 0
      seen[expected ? 'conflicting' : 'valid'] += 1
      expect(fieldConflicts(schema, parsed).length > 0, text).toBe(expected)
    }),
    { numRuns: 2_000 },
  )
  expect(Math.min(seen.valid, seen.conflicting), JSON.stringify(seen)).toBeGreaterThan(100)
})
