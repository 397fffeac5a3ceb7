import { abilities } from '../../src/catalog/abilities.ts'
import type {
  Catalog,
  Column,
  ColumnType,
  DialectName,
  EnumInfo,
  Key,
  Relation,
  Table,
  ValueKind,
} from '../../src/catalog/catalog.ts'

/** A column of a catalog made by hand: `column('total', 'decimal', { type: { scale: 2 } })`. */
export function column(
  name: string,
  kind: ValueKind,
  rest: Partial<Omit<Column, 'name' | 'type'>> & { type?: Partial<ColumnType> } = {},
): Column {
  return {
    name,
    sqlName: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    nullable: false,
    hasDefault: false,
    generated: false,
    description: null,
    ...rest,
    type: { kind, sqlType: kind, dimensions: 0, ...rest.type },
  }
}

/** A unique key over columns. */
export function key(...columns: string[]): Key {
  return { name: columns.join('_'), columns }
}

/** A relation `name` to the table `to`: `relation('user', 'one', 'accounts.users', { userId: 'id' })`. */
export function relation(
  name: string,
  cardinality: Relation['cardinality'],
  to: string,
  on: Readonly<Record<string, string>>,
  rest: Partial<Relation> = {},
): Relation {
  return {
    name,
    kind: 'local',
    cardinality,
    from: '', // `catalogOf` knows the table
    to,
    on: Object.entries(on).map(([from, to]) => ({ from, to })),
    through: null,
    nullable: cardinality === 'one',
    indexed: true,
    description: null,
    ...rest,
  }
}

/** A table `source.name` with its type and columns; its first column is the primary key unless `keys` say otherwise. */
export function table(id: string, typeName: string, columns: readonly Column[], rest: Partial<Table> = {}): Table {
  const [source = '', sqlName = ''] = id.split('.')
  const single = typeName.charAt(0).toLowerCase() + typeName.slice(1)
  const keys = rest.keys ?? columns.slice(0, 1).map(({ name }) => key(name))
  return {
    id,
    source,
    kind: 'table',
    sqlSchema: null,
    sqlName,
    typeName,
    single,
    plural: `${single}s`,
    description: null,
    columns,
    primaryKey: keys[0] ?? null,
    keys,
    relations: [],
    writes: { create: null, update: null, delete: null },
    ...rest,
  }
}

/** A catalog of these tables; sources are what the tables name. */
export function catalogOf(
  tables: readonly Table[],
  options: { dialects?: Readonly<Record<string, DialectName>>; enums?: readonly EnumInfo[] } = {},
): Catalog {
  const sources = [...new Set(tables.map(({ source }) => source))].map(
    (name) =>
      [
        name,
        { name, dialect: options.dialects?.[name] ?? 'postgres', readOnly: false, ...abilities.postgres },
      ] as const,
  )
  const complete = tables.map((each) => ({
    ...each,
    relations: each.relations.map((item) => ({ ...item, from: each.id })),
  }))
  return {
    role: 'admin',
    sources: new Map(sources),
    tables: new Map(complete.map((each) => [each.id, each])),
    enums: new Map((options.enums ?? []).map((info) => [info.name, info])),
    byTypeName: new Map(complete.map((each) => [each.typeName, each])),
    notices: [],
  }
}

/** An enum whose names are its values. */
export function enumOf(name: string, ...values: string[]): EnumInfo {
  return { name, description: null, values: values.map((value) => ({ name: value, value, description: null })) }
}

/** The store of `api.graphql`: users and addresses in PostgreSQL; orders and their items in SQLite. */
export function storeCatalog(): Catalog {
  const link = { kind: 'link', nullable: true } as const
  return catalogOf(
    [
      table(
        'accounts.users',
        'User',
        [
          column('id', 'int'),
          column('email', 'string'),
          column('name', 'string', { description: 'As they write it.' }),
          column('country', 'string', { nullable: true }),
          column('role', 'enum', { type: { enum: 'UserRole' } }),
          column('createdAt', 'dateTime'),
        ],
        {
          description: 'People who can sign in.',
          keys: [key('id'), key('email')],
          relations: [
            relation('addresses', 'many', 'accounts.addresses', { id: 'userId' }),
            relation('orders', 'many', 'shop.orders', { id: 'userId' }, link),
          ],
        },
      ),
      table(
        'accounts.addresses',
        'Address',
        [
          column('id', 'uuid'),
          column('userId', 'int'),
          column('street', 'string'),
          column('city', 'string'),
          column('primary', 'boolean'),
        ],
        {
          plural: 'addresses',
          relations: [relation('user', 'one', 'accounts.users', { userId: 'id' }, { nullable: false })],
        },
      ),
      table(
        'shop.orders',
        'Order',
        [
          column('id', 'int'),
          column('userId', 'int'),
          column('status', 'enum', { type: { enum: 'OrderStatus' } }),
          column('total', 'decimal', { type: { precision: 12, scale: 2 } }),
          column('createdAt', 'dateTime'),
        ],
        {
          relations: [
            relation('user', 'one', 'accounts.users', { userId: 'id' }, link),
            relation('items', 'many', 'shop.order_items', { id: 'orderId' }),
          ],
        },
      ),
      table(
        'shop.order_items',
        'OrderItem',
        [
          column('id', 'int'),
          column('orderId', 'int'),
          column('sku', 'string'),
          column('quantity', 'int'),
          column('price', 'decimal', { type: { precision: 12, scale: 2 } }),
        ],
        { relations: [relation('order', 'one', 'shop.orders', { orderId: 'id' }, { nullable: false })] },
      ),
    ],
    {
      dialects: { shop: 'sqlite' },
      enums: [enumOf('UserRole', 'admin', 'member'), enumOf('OrderStatus', 'draft', 'paid', 'shipped', 'cancelled')],
    },
  )
}
