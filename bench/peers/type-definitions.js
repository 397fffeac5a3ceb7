/** The part of Heddle's API that the workloads use, for the peers whose resolvers are written by hand. */
export const typeDefinitions = /* GraphQL */ `
  scalar DateTime
  scalar Decimal

  type Query {
    user(where: UserUnique!): User
    users(where: UserWhere, limit: Int): [User!]!
    orders(where: OrderWhere, limit: Int): [Order!]!
    artists(where: ArtistWhere, limit: Int): [Artist!]!
  }

  enum Sort {
    asc
    desc
  }
  input IntFilter {
    eq: Int
    gt: Int
  }
  input UserUnique {
    id: Int!
  }
  input UserWhere {
    id: IntFilter
  }
  input OrderWhere {
    id: IntFilter
  }
  input OrderOrderBy {
    id: Sort
    total: Sort
  }
  input ArtistWhere {
    artistId: IntFilter
  }

  enum UserRole {
    admin
    member
  }
  type User {
    id: Int!
    email: String!
    name: String!
    country: String
    role: UserRole!
    createdAt: DateTime!
    addresses(limit: Int): [Address!]!
    orders(orderBy: [OrderOrderBy!], limit: Int): [Order!]
    ordersAggregate: OrderAggregate
  }
  type Address {
    id: ID!
    userId: Int!
    street: String!
    city: String!
    primary: Boolean!
  }

  enum OrderStatus {
    draft
    paid
    shipped
    cancelled
  }
  type Order {
    id: Int!
    userId: Int!
    status: OrderStatus!
    total: Decimal!
    createdAt: DateTime!
    user: User
    items(limit: Int): [OrderItem!]!
  }
  type OrderItem {
    id: Int!
    orderId: Int!
    sku: String!
    quantity: Int!
    price: Decimal!
  }
  type OrderAggregate {
    count: Int!
    sum: OrderSum
  }
  type OrderSum {
    total: Decimal
  }

  type Artist {
    artistId: Int!
    name: String
    albums(limit: Int): [Album!]!
  }
  type Album {
    albumId: Int!
    title: String!
    tracks(limit: Int): [Track!]!
  }
  type Track {
    trackId: Int!
    name: String!
    milliseconds: Int!
    unitPrice: Decimal!
  }
`
