import { execute, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { metaOf } from '../../src/catalog/field-meta.ts'
import { HeddleError, Sentinel } from '../../src/errors.ts'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import type { CustomField, CustomFields, NeededColumns } from '../../src/graphql/custom-field.ts'
import { markRow } from '../../src/graphql/row.ts'
import { catalogOf, column, storeCatalog, table } from '../support/catalog-factory.ts'
import { errorOf } from '../support/error-of.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }

function schemaWith(fields: CustomFields) {
  return buildSchema(storeCatalog(), { limits, fields })
}

function fieldOf(field: CustomField) {
  const user = schemaWith({ users: { label: field } }).getType('User')
  return isObjectType(user) ? user.getFields()['label'] : undefined
}

/** Rows as the engine hands them in: a hidden object of what each custom field needs. */
function users(...rows: Record<string, unknown>[]): unknown {
  return markRow({ users: rows.map((row) => markRow({ '.needs:label': row, '.needs:initial': row })) })
}

const label: CustomField = {
  type: 'String',
  needs: ['name', 'email'],
  description: 'For address books.',
  resolve: (row) => `${row['name']} <${row['email']}>`,
}

describe('a custom field', () => {
  test('stands in the type of its table, named by its list or its type, with its meaning', () => {
    for (const key of ['users', 'User', 'accounts.users']) {
      const user = schemaWith({ [key]: { label } }).getType('User')
      const field = isObjectType(user) ? user.getFields()['label'] : undefined
      expect(field && metaOf(field)).toEqual({ kind: 'custom', field: 'label', needs: ['name', 'email'] })
      expect(field?.description).toBe('For address books.')
    }
  })

  test('is null only on error, unless it says otherwise', () => {
    const resolve = () => null
    expect(String(fieldOf({ type: 'String', needs: [], resolve })?.type)).toBe('String')
    expect(fieldOf({ type: 'String', needs: [], resolve })?.extensions['directives']).toEqual({ semanticNonNull: {} })
    expect(fieldOf({ type: 'String', nullable: true, needs: [], resolve })?.extensions['directives']).toBeUndefined()
    expect(String(fieldOf({ type: '[UserRole!]!', needs: [], resolve })?.type)).toBe('[UserRole!]!')
    expect(String(fieldOf({ type: 'Decimal', needs: [], resolve })?.type)).toBe('Decimal')
  })

  test('resolves from the columns it needs, under any alias, with the context', async () => {
    const context = { greeting: 'Hi' }
    const schema = schemaWith({
      users: {
        label: {
          type: 'String!',
          needs: ['name'],
          resolve: (row: NeededColumns, { greeting }: { greeting: string }) =>
            `${greeting} ${Object.values(row).join()}`,
        },
      },
    })
    const rootValue = users({ name: 'Ada', email: 'not needed' })
    const result = await execute({
      schema,
      document: parse('{ users { a: label label } }'),
      rootValue,
      contextValue: context,
    })
    expect(result).toEqual({ data: { users: [{ a: 'Hi Ada', label: 'Hi Ada' }] } })
  })

  test('that throws, or needs a value that cannot be shown, costs its own value', async () => {
    const unshowable = new Sentinel(new HeddleError('VALUE_NOT_REPRESENTABLE', 'The value is not finite.'))
    const schema = schemaWith({
      users: {
        label,
        initial: {
          type: 'String',
          needs: ['email'],
          resolve: () => {
            throw new Error('no initial')
          },
        },
      },
    })
    const rootValue = users({ name: unshowable, email: 'a@b.c' })
    const result = await execute({
      schema,
      document: parse('{ users { label initial } }'),
      rootValue,
      contextValue: {},
    })
    expect(result.data).toEqual({ users: [{ label: null, initial: null }] })
    expect(result.errors?.map(({ path, message }) => [path?.at(-1), message])).toEqual([
      ['label', 'The value is not finite.'],
      ['initial', 'no initial'],
    ])
    expect(result.errors?.[0]?.extensions['code']).toBe('VALUE_NOT_REPRESENTABLE')
  })

  test('with resolveMany is asked once for all rows of a request, and once for each request', async () => {
    const asked: unknown[] = []
    const schema = schemaWith({
      users: {
        label: {
          type: 'String',
          needs: ['name'],
          resolveMany: (rows, context) => {
            asked.push([context, rows])
            return Promise.resolve(rows.map((row) => (row['name'] === 'Bo' ? new Error('not Bo') : row['name'])))
          },
        },
      },
    })
    const document = parse('{ users { label x: label } }')
    const run = (contextValue: object) =>
      execute({ schema, document, rootValue: users({ name: 'Ada' }, { name: 'Bo' }), contextValue })
    const results = await Promise.all([run({ request: 1 }), run({ request: 2 })])
    const rows = [{ name: 'Ada' }, { name: 'Ada' }, { name: 'Bo' }, { name: 'Bo' }]
    expect(asked).toEqual([
      [{ request: 1 }, rows],
      [{ request: 2 }, rows],
    ])
    for (const { data, errors } of results) {
      expect(data).toEqual({
        users: [
          { label: 'Ada', x: 'Ada' },
          { label: null, x: null },
        ],
      })
      expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['users.1.label', 'users.1.x'])
    }
  })

  test('with a resolveMany that answers too few values is told what it did', async () => {
    const schema = schemaWith({ users: { label: { type: 'String', needs: ['name'], resolveMany: () => ['one'] } } })
    const rootValue = users({ name: 'Ada' }, { name: 'Bo' })
    const { errors } = await execute({ schema, document: parse('{ users { label } }'), rootValue, contextValue: {} })
    expect(errors?.[0]?.message).toBe(
      'resolveMany of the custom field User.label was given 2 rows and answered 1 values: it must answer one value for each row, in order.',
    )
  })
})

describe('a custom field is refused at start', () => {
  const resolve = () => null
  test.each([
    ['on a table that is not there', 'UNKNOWN_TABLE', { people: { label } }],
    [
      'with a column that is not there',
      'UNKNOWN_COLUMN',
      { users: { label: { type: 'Int', needs: ['age'], resolve } } },
    ],
    ['with an unknown type', 'CONFIG_INVALID', { users: { label: { type: 'Money', needs: [], resolve } } }],
    ['with a type that is no type', 'CONFIG_INVALID', { users: { label: { type: '[Int', needs: [], resolve } } }],
    ['without a resolver', 'CONFIG_INVALID', { users: { label: { type: 'Int', needs: [] } } }],
    [
      'with two resolvers',
      'CONFIG_INVALID',
      { users: { label: { type: 'Int', needs: [], resolve, resolveMany: resolve } } },
    ],
    ['named like a column', 'NAME_CLASH', { users: { email: { type: 'Int', needs: [], resolve } } }],
  ] as const)('%s', (_what, code, fields) => {
    const error = errorOf(() => schemaWith(fields))
    expect(error.code).toBe(code)
  })
})

test('a role has no custom field on a table, from a column or of an enum that does not exist for it', () => {
  const resolve = () => null
  const users = table('accounts.users', 'User', [column('id', 'int'), column('name', 'string')])
  const schema = buildSchema(catalogOf([users]), {
    limits,
    restricted: true,
    fields: {
      orders: { late: { type: 'Boolean', needs: ['createdAt'], resolve } },
      users: {
        initial: { type: 'String', needs: ['name'], resolve },
        label,
        rank: { type: '[UserRole!]', needs: ['id'], resolve },
      },
    },
  })
  const user = schema.getType('User')
  expect(isObjectType(user) && Object.keys(user.getFields())).toEqual(['nodeId', 'id', 'name', 'initial'])
})
