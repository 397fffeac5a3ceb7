/** Apollo Client: one row is one object of its cache, whichever query brought it. Typed by GraphQL Code Generator. */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { graphql } from '../codegen/__generated__'

const Customers = graphql(`
  query ApolloCustomers($country: String!) {
    users(where: { country: { eq: $country }, orders: { some: { status: { eq: paid } } } }, limit: 2) {
      nodeId
      name
      orders(where: { status: { eq: paid } }, limit: 1) {
        nodeId
        total
        items(limit: 1) {
          nodeId
          product {
            nodeId
            name
          }
        }
      }
    }
  }
`)

const Rename = graphql(`
  mutation ApolloRename($id: Int!, $name: String!) {
    updateUser(where: { id: $id }, data: { name: $name }) {
      nodeId
      name
    }
  }
`)

const Orders = graphql(`
  query ApolloOrders($first: Int!, $after: String) {
    ordersConnection(orderBy: [{ total: desc }], first: $first, after: $after) {
      edges {
        cursor
        node {
          nodeId
          total
          user {
            nodeId
            id
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

const [url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2)
const client = new ApolloClient({
  link: new HttpLink({ uri: url }),
  cache: new InMemoryCache({
    // Every type with a key is a Node. A row's `id` alone would not do: another key may have another name, or two columns.
    possibleTypes: { Node: ['Address', 'Order', 'OrderItem', 'Product', 'Review', 'User'] },
    typePolicies: {
      Node: { keyFields: ['nodeId'] },
      Query: { fields: { ordersConnection: relayStylePagination(['orderBy', 'where']) } },
    },
  }),
})

const { data: customers } = await client.query({ query: Customers, variables: { country: 'DE' } })

const orders = client.watchQuery({ query: Orders, variables: { first: 2 } })
const subscription = orders.subscribe(() => undefined)
await client.query({ query: Orders, variables: { first: 2 } })
const shown = () => client.readQuery({ query: Orders, variables: { first: 2 } })?.ordersConnection
for (let page = 1; page < 3; page++) {
  await orders.fetchMore({ variables: { after: shown()?.pageInfo.endCursor ?? null } })
}
const pages = shown()?.edges.map(({ node }) => node.total)

// The mutation answers a user; the list of orders above has the new name without asking again.
const buyer = shown()?.edges[0]?.node.user
const { data: renamed } = await client.mutate({
  mutation: Rename,
  variables: { id: buyer?.id ?? 0, name: `${buyer?.name}, renamed` },
})
const after = shown()?.edges[0]?.node.user?.name
subscription.unsubscribe()
client.stop()

const cached = client.cache.extract() as Record<string, { name?: string } | undefined>
const key = client.cache.identify({ __typename: 'User', nodeId: buyer?.nodeId })
console.log(
  JSON.stringify({
    query: customers?.users,
    mutation: renamed?.updateUser,
    pages,
    renamed: after,
    cached: cached[key ?? '']?.name,
  }),
)
