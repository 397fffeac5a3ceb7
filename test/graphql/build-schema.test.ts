import { isInterfaceType, isObjectType, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { metaOf, tableOf } from '../../src/catalog/field-meta.ts'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { readField } from '../../src/graphql/read-field.ts'
import { catalogOf, column, relation, storeCatalog, table } from '../support/catalog-factory.ts'
import { definition, oneLine } from './definition-of.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }
const store = buildSchema(storeCatalog(), { limits })

describe('the schema of the store', () => {
  test.each([
    [
      'User',
      `type User implements Node @source(database: "accounts", table: "users") {
        nodeId: ID! id: Int! email: String! name: String! country: String role: UserRole! createdAt: DateTime!
        addresses(where: AddressWhere, orderBy: [AddressOrderBy!], limit: Int, offset: Int): [Address!]!
        addressesConnection(where: AddressWhere, orderBy: [AddressOrderBy!], first: Int, after: String, last: Int, before: String): AddressConnection!
        addressesAggregate(where: AddressWhere): AddressAggregate!
        orders(where: OrderWhere, orderBy: [OrderOrderBy!], limit: Int, offset: Int): [Order!] @semanticNonNull
        ordersConnection(where: OrderWhere, orderBy: [OrderOrderBy!], first: Int, after: String, last: Int, before: String): OrderConnection @semanticNonNull
        ordersAggregate(where: OrderWhere): OrderAggregate @semanticNonNull }`,
    ],
    [
      'Address',
      `type Address implements Node @source(database: "accounts", table: "addresses") {
        nodeId: ID! id: UUID! userId: Int! street: String! city: String! primary: Boolean! user: User! }`,
    ],
    [
      'Query',
      `type Query {
        user(where: UserUnique!): User
        users(where: UserWhere, orderBy: [UserOrderBy!], limit: Int, offset: Int, distinct: [UserColumn!]): [User!] @semanticNonNull
        usersConnection(where: UserWhere, orderBy: [UserOrderBy!], first: Int, after: String, last: Int, before: String): UserConnection @semanticNonNull
        usersAggregate(where: UserWhere): UserAggregate @semanticNonNull
        usersGroupBy(by: [UserGroupBy!]!, where: UserWhere, having: UserHaving, orderBy: [UserGroupOrderBy!], limit: Int, offset: Int): [UserGroup!] @semanticNonNull
        address(where: AddressUnique!): Address
        addresses(where: AddressWhere, orderBy: [AddressOrderBy!], limit: Int, offset: Int, distinct: [AddressColumn!]): [Address!] @semanticNonNull
        addressesConnection(where: AddressWhere, orderBy: [AddressOrderBy!], first: Int, after: String, last: Int, before: String): AddressConnection @semanticNonNull
        addressesAggregate(where: AddressWhere): AddressAggregate @semanticNonNull
        addressesGroupBy(by: [AddressGroupBy!]!, where: AddressWhere, having: AddressHaving, orderBy: [AddressGroupOrderBy!], limit: Int, offset: Int): [AddressGroup!] @semanticNonNull
        order(where: OrderUnique!): Order
        orders(where: OrderWhere, orderBy: [OrderOrderBy!], limit: Int, offset: Int, distinct: [OrderColumn!]): [Order!] @semanticNonNull
        ordersConnection(where: OrderWhere, orderBy: [OrderOrderBy!], first: Int, after: String, last: Int, before: String): OrderConnection @semanticNonNull
        ordersAggregate(where: OrderWhere): OrderAggregate @semanticNonNull
        ordersGroupBy(by: [OrderGroupBy!]!, where: OrderWhere, having: OrderHaving, orderBy: [OrderGroupOrderBy!], limit: Int, offset: Int): [OrderGroup!] @semanticNonNull
        orderItem(where: OrderItemUnique!): OrderItem
        orderItems(where: OrderItemWhere, orderBy: [OrderItemOrderBy!], limit: Int, offset: Int, distinct: [OrderItemColumn!]): [OrderItem!] @semanticNonNull
        orderItemsConnection(where: OrderItemWhere, orderBy: [OrderItemOrderBy!], first: Int, after: String, last: Int, before: String): OrderItemConnection @semanticNonNull
        orderItemsAggregate(where: OrderItemWhere): OrderItemAggregate @semanticNonNull
        orderItemsGroupBy(by: [OrderItemGroupBy!]!, where: OrderItemWhere, having: OrderItemHaving, orderBy: [OrderItemGroupOrderBy!], limit: Int, offset: Int): [OrderItemGroup!] @semanticNonNull
        node(nodeId: ID!): Node
        nodes(nodeIds: [ID!]!): [Node]! }`,
    ],
    ['Node', 'interface Node { nodeId: ID! }'],
    ['Sort', 'enum Sort { asc desc asc_nulls_first asc_nulls_last desc_nulls_first desc_nulls_last }'],
    ['UserRole', 'enum UserRole { admin member }'],
    ['UserColumn', 'enum UserColumn { id email name country role createdAt }'],
    ['UserUnique', 'input UserUnique @oneOf { id: Int email: String nodeId: ID }'],
    ['AddressUnique', 'input AddressUnique @oneOf { id: UUID nodeId: ID }'],
    [
      'UserConnection',
      'type UserConnection { edges: [UserEdge!]! nodes: [User!]! pageInfo: PageInfo! totalCount: Int! }',
    ],
    ['UserEdge', 'type UserEdge { cursor: String! node: User! }'],
    [
      'PageInfo',
      'type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }',
    ],
    [
      'OrderAggregate',
      'type OrderAggregate { count(distinct: OrderColumn): Int! sum: OrderSum avg: OrderAvg min: OrderMinMax max: OrderMinMax }',
    ],
    ['OrderSum', 'type OrderSum { total: Decimal }'],
    ['OrderAvg', 'type OrderAvg { total: Decimal }'],
    ['OrderMinMax', 'type OrderMinMax { id: Int userId: Int status: OrderStatus total: Decimal createdAt: DateTime }'],
    ['UserAggregate', 'type UserAggregate { count(distinct: UserColumn): Int! min: UserMinMax max: UserMinMax }'],
    ['OrderItemSum', 'type OrderItemSum { quantity: BigInt price: Decimal }'],
    ['OrderItemAvg', 'type OrderItemAvg { quantity: Decimal price: Decimal }'],
    [
      'IntFilter',
      'input IntFilter { eq: Int ne: Int gt: Int gte: Int lt: Int lte: Int in: [Int!] notIn: [Int!] isNull: Boolean NOT: IntFilter AND: [IntFilter!] OR: [IntFilter!] }',
    ],
    [
      'StringFilter',
      'input StringFilter { eq: String ne: String gt: String gte: String lt: String lte: String in: [String!] notIn: [String!] like: String ilike: String notLike: String notIlike: String contains: String startsWith: String endsWith: String isNull: Boolean NOT: StringFilter AND: [StringFilter!] OR: [StringFilter!] }',
    ],
    [
      'UUIDFilter',
      'input UUIDFilter { eq: UUID ne: UUID in: [UUID!] notIn: [UUID!] isNull: Boolean NOT: UUIDFilter AND: [UUIDFilter!] OR: [UUIDFilter!] }',
    ],
    [
      'BooleanFilter',
      'input BooleanFilter { eq: Boolean ne: Boolean isNull: Boolean NOT: BooleanFilter AND: [BooleanFilter!] OR: [BooleanFilter!] }',
    ],
    [
      'UserRoleFilter',
      'input UserRoleFilter { eq: UserRole ne: UserRole in: [UserRole!] notIn: [UserRole!] isNull: Boolean NOT: UserRoleFilter AND: [UserRoleFilter!] OR: [UserRoleFilter!] }',
    ],
    [
      'OrderItemWhere',
      'input OrderItemWhere { id: IntFilter orderId: IntFilter sku: StringFilter quantity: IntFilter price: DecimalFilter order: OrderWhere AND: [OrderItemWhere!] OR: [OrderItemWhere!] NOT: OrderItemWhere }',
    ],
    [
      'OrderItemListFilter',
      'input OrderItemListFilter { some: OrderItemWhere every: OrderItemWhere none: OrderItemWhere count: IntFilter sum: OrderItemNumericFilter avg: OrderItemNumericFilter min: OrderItemMinMaxFilter max: OrderItemMinMaxFilter }',
    ],
    ['OrderItemNumericFilter', 'input OrderItemNumericFilter { quantity: DecimalFilter price: DecimalFilter }'],
    [
      'OrderItemOrderBy',
      'input OrderItemOrderBy @oneOf { id: Sort orderId: Sort sku: Sort quantity: Sort price: Sort order: OrderOrderBy }',
    ],
    [
      'OrderItemAggregateOrderBy',
      'input OrderItemAggregateOrderBy @oneOf { count: Sort sum: OrderItemNumericOrderBy avg: OrderItemNumericOrderBy min: OrderItemMinMaxOrderBy max: OrderItemMinMaxOrderBy }',
    ],
    ['OrderItemNumericOrderBy', 'input OrderItemNumericOrderBy @oneOf { quantity: Sort price: Sort }'],
    [
      'OrderItemGroup',
      'type OrderItemGroup { key: OrderItemGroupKey! count(distinct: OrderItemColumn): Int! sum: OrderItemSum avg: OrderItemAvg min: OrderItemMinMax max: OrderItemMinMax }',
    ],
    [
      'OrderItemGroupKey',
      'type OrderItemGroupKey { id: Int orderId: Int sku: String quantity: Int price: Decimal order: OrderGroupKey }',
    ],
    ['OrderItemGroupBy', 'input OrderItemGroupBy @oneOf { column: OrderItemColumn order: OrderGroupBy }'],
    [
      'OrderItemHaving',
      'input OrderItemHaving { count: IntFilter sum: OrderItemNumericFilter avg: OrderItemNumericFilter min: OrderItemMinMaxFilter max: OrderItemMinMaxFilter NOT: OrderItemHaving AND: [OrderItemHaving!] OR: [OrderItemHaving!] }',
    ],
    [
      'OrderItemGroupOrderBy',
      'input OrderItemGroupOrderBy @oneOf { count: Sort sum: OrderItemNumericOrderBy avg: OrderItemNumericOrderBy min: OrderItemMinMaxOrderBy max: OrderItemMinMaxOrderBy key: OrderItemGroupKeyOrderBy }',
    ],
    [
      'OrderItemGroupKeyOrderBy',
      'input OrderItemGroupKeyOrderBy @oneOf { id: Sort orderId: Sort sku: Sort quantity: Sort price: Sort order: OrderGroupKeyOrderBy }',
    ],
    ['OrderDateBucket', 'input OrderDateBucket { column: OrderDateColumn! by: DateUnit! zone: String = "UTC" }'],
    ['OrderDateColumn', 'enum OrderDateColumn { createdAt }'],
    ['DateUnit', 'enum DateUnit { year quarter month week day hour }'],
  ])('%s is as the contract says', (name, expected) => {
    expect(definition(store, name)).toBe(oneLine(expected))
  })

  test('reaches through all relations in conditions and orders', () => {
    expect(definition(store, 'UserWhere')).toBe(
      oneLine(`input UserWhere { id: IntFilter email: StringFilter name: StringFilter country: StringFilter
        role: UserRoleFilter createdAt: DateTimeFilter addresses: AddressListFilter orders: OrderListFilter
        AND: [UserWhere!] OR: [UserWhere!] NOT: UserWhere }`),
    )
    expect(definition(store, 'OrderOrderBy')).toBe(
      'input OrderOrderBy @oneOf { id: Sort userId: Sort status: Sort total: Sort createdAt: Sort user: UserOrderBy items: OrderItemAggregateOrderBy }',
    )
  })

  test('groups by columns of another database', () => {
    expect(definition(store, 'OrderGroupBy')).toBe(
      'input OrderGroupBy @oneOf { column: OrderColumn date: OrderDateBucket user: UserGroupBy }',
    )
    expect(definition(store, 'OrderGroupKey')).toBe(
      'type OrderGroupKey { id: Int userId: Int status: OrderStatus total: Decimal createdAt: DateTime user: UserGroupKey }',
    )
  })

  test('has no operations and types of later issues', () => {
    expect(store.getMutationType()).toBeUndefined()
    expect(store.getSubscriptionType()).toBeUndefined()
    expect(Object.keys(store.getTypeMap()).filter((name) => /Create|Update|Rows$/.test(name))).toEqual([])
  })

  test('marks a to-one over a link as nullable, without the promise that null is an error', () => {
    const user = (store.getType('Order') as ReturnType<typeof store.getQueryType>)?.getFields()['user']
    expect(String(user?.type)).toBe('User')
    expect(user?.extensions['directives']).toBeUndefined()
  })

  test('describes tables, columns and how many rows a list answers', () => {
    const user = store.getType('User')
    expect(user?.description).toBe('People who can sign in.')
    const fields = isObjectType(user) ? user.getFields() : {}
    expect(fields['name']?.description).toBe('As they write it.')
    expect(fields['addresses']?.description).toBe('At most 100 rows unless `limit` says otherwise; at most 1,000.')
    expect(fields['orders']?.description).toContain('another database, `shop`')
    expect(store.getQueryType()?.getFields()['usersConnection']?.description).toBe(
      'At most 100 rows unless `first` or `last` says otherwise; at most 1,000.',
    )
  })

  test('says of every generated field what it means, and of every table type which table it is', () => {
    for (const type of Object.values(store.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue
      for (const field of Object.values(type.getFields())) {
        expect(metaOf(field), `${type.name}.${field.name}`).toBeDefined()
        expect(field.resolve, `${type.name}.${field.name}`).toBe(readField)
      }
    }
    const tables = Object.values(store.getTypeMap()).flatMap((type) =>
      isObjectType(type) ? (tableOf(type) ?? []) : [],
    )
    expect(tables.sort()).toEqual(['accounts.addresses', 'accounts.users', 'shop.order_items', 'shop.orders'])
    const user = store.getType('User')
    const meta = isObjectType(user) ? Object.values(user.getFields()).map(metaOf) : []
    expect(meta).toContainEqual({ kind: 'column', column: 'createdAt' })
    expect(meta).toContainEqual({ kind: 'relationConnection', relation: 'orders' })
    expect(metaOf(store.getQueryType()!.getFields()['orders']!)).toEqual({ kind: 'list', table: 'shop.orders' })
  })

  test.each([
    '{ users(where: {role: {in: [admin]}, addresses: {some: {city: {ilike: "b%"}}, count: {gte: 2}}}, orderBy: [{country: asc_nulls_first}, {addresses: {count: desc}}], limit: 3, offset: 1, distinct: [country]) { id orders { items { price } } } }',
    '{ orderItems(where: {order: {total: {gt: "10.00"}, NOT: {status: {eq: paid}}}}, orderBy: {order: {createdAt: desc}}) { sku } }',
    '{ users(where: {orders: {some: {user: {country: {eq: "CH"}}}, count: {gt: 5}, sum: {total: {gte: "100"}}}}) { id } }',
    '{ orders(orderBy: [{user: {name: asc}}, {items: {count: desc}}]) { id } users(orderBy: [{orders: {sum: {total: desc}}}]) { id } }',
    '{ user(where: {email: "a@b.c"}) { nodeId } order(where: {nodeId: "Order:1"}) { user { name } } }',
    'query ($u: UserUnique!, $first: Int = 2) { user(where: $u) { ordersConnection(first: $first) { edges { cursor node { total } } pageInfo { endCursor } totalCount } } }',
    '{ node(nodeId: "User:1") { nodeId __typename ... on User { name } } nodes(nodeIds: ["Order:1"]) { ...F } } fragment F on Order { total }',
    '{ ordersAggregate(where: {total: {gte: 5}}) { count(distinct: userId) sum { total } min { createdAt } } }',
  ])('takes %s', (document) => {
    expect(validate(store, parse(document))).toEqual([])
  })

  test.each([
    ['an order by a whole row', '{ orders(orderBy: [{user: asc}]) { id } }'],
    ['two keys at once', '{ user(where: {id: 1, email: "a@b.c"}) { id } }'],
    ['two orders in one object', '{ users(orderBy: [{id: asc, name: asc}]) { id } }'],
    ['an order operator on a UUID', '{ addresses(where: {id: {gt: "0188c2c1-5f0b-7d3a-9a1e-3c5d8e4f2b10"}}) { id } }'],
    ['a bad scalar', '{ orders(where: {createdAt: {gt: "yesterday"}}) { id } }'],
  ])('refuses %s', (_what, document) => {
    expect(validate(store, parse(document))).not.toEqual([])
  })
})

test('300 tables of 10 columns are built within two seconds of one core', () => {
  const kinds = ['string', 'decimal', 'dateTime', 'int', 'uuid', 'boolean', 'float', 'json', 'bytes'] as const
  const tables = Array.from({ length: 300 }, (_, index) =>
    table(`db.t${index}`, `T${index}`, [column('id', 'int'), ...kinds.map((kind) => column(`${kind}Value`, kind))], {
      relations: [
        relation('parent', 'one', `db.t${(index * 7) % 300}`, { intValue: 'id' }),
        relation('children', 'many', `db.t${(index * 11) % 300}`, { id: 'intValue' }),
      ],
    }),
  )
  // What this process computes: others may have the cores meanwhile.
  const start = process.cpuUsage()
  buildSchema(catalogOf(tables), { limits })
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
})
