/** Relay's compiler and runtime, without React: what its hooks do stands here by hand. */
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSelector,
  graphql,
  Network,
  RecordSource,
  Store,
  type FetchFunction,
  type GraphQLResponse,
} from 'relay-runtime'
import anyNode from './__generated__/main_any.graphql'
import customers, { type mainCustomersQuery } from './__generated__/mainCustomersQuery.graphql'
import moreOrders, { type mainMoreOrdersQuery } from './__generated__/mainMoreOrdersQuery.graphql'
import nodes, { type mainNodesQuery } from './__generated__/mainNodesQuery.graphql'
import ordersOfUser, { type main_orders$data, type main_orders$key } from './__generated__/main_orders.graphql'
import signUp, { type mainSignUpMutation } from './__generated__/mainSignUpMutation.graphql'
import { type main_any$data, type main_any$key } from './__generated__/main_any.graphql'

// What the compiler reads. Relay's Babel plugin would put the artifacts here; without it they are imported.
export const documents = () => [
  graphql`
    query mainCustomersQuery($country: String!) {
      users(where: { country: { eq: $country }, orders: { some: { status: { eq: paid } } } }, limit: 2) {
        name
        ...main_orders
      }
    }
  `,
  graphql`
    fragment main_orders on User
    @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
    @refetchable(queryName: "mainMoreOrdersQuery") {
      nodeId
      ordersConnection(first: $count, after: $cursor, orderBy: [{ total: desc }])
        @connection(key: "main_ordersConnection") {
        edges {
          node {
            total
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  graphql`
    mutation mainSignUpMutation($data: UserCreate!) {
      createUser(data: $data) {
        name
        orders {
          nodeId
          total
          status
        }
        nodeId
      }
    }
  `,
  // For a fragment on an interface the compiler asks for `__isNode: __typename`.
  graphql`
    query mainNodesQuery($ids: [ID!]!) {
      nodes(nodeIds: $ids) {
        ...main_any
      }
    }
  `,
  graphql`
    fragment main_any on Node {
      __typename
      ... on User {
        name
      }
      ... on Order {
        total
      }
    }
  `,
]

const [url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2)

const fetchGraphQL: FetchFunction = async ({ text }, variables) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  })
  return (await response.json()) as GraphQLResponse
}

const environment = new Environment({
  network: Network.create(fetchGraphQL),
  store: new Store(new RecordSource()),
  // A row's `id` is a column, and no two tables mind each other's. What is one over all of them is `nodeId`.
  getDataID: (row) => row['nodeId'],
})

/** Reads a fragment out of the store, as `useFragment` does. */
function read<Data>(fragment: typeof ordersOfUser | typeof anyNode, key: unknown): Data {
  const selector = getSelector(fragment, key as never)
  if (selector?.kind !== 'SingularReaderSelector') throw new Error('That is no reference to one row.')
  return environment.lookup(selector).data as Data
}

async function ordersOf(user: main_orders$key, pages: number): Promise<unknown[]> {
  let { nodeId, ordersConnection } = read<main_orders$data>(ordersOfUser, user)
  for (let page = 1; page < pages && ordersConnection?.pageInfo.hasNextPage; page++) {
    const variables = { nodeId, count: 2, cursor: ordersConnection.pageInfo.endCursor }
    await fetchQuery<mainMoreOrdersQuery>(environment, moreOrders, variables).toPromise()
    ordersConnection = read<main_orders$data>(ordersOfUser, user).ordersConnection
  }
  return ordersConnection?.edges.map(({ node }) => node.total) ?? []
}

const request = createOperationDescriptor(getRequest(customers), { country: 'DE' })
environment.retain(request)
const answer = await fetchQuery<mainCustomersQuery>(environment, customers, { country: 'DE' }).toPromise()
const [first] = answer?.users ?? []
if (first === undefined) throw new Error('The API gave no customers.')

const created = await new Promise<mainSignUpMutation['response']['createUser']>((done, failed) =>
  commitMutation<mainSignUpMutation>(environment, {
    mutation: signUp,
    variables: {
      data: { name: 'Relay', email: 'relay@example.org', orders: { create: [{ total: '12.50', status: 'paid' }] } },
    },
    onCompleted: ({ createUser }, errors) => (errors ? failed(new Error(errors[0]?.message)) : done(createUser)),
    onError: failed,
  }),
)

const ids = [created?.nodeId ?? '', created?.orders?.[0]?.nodeId ?? '']
const found = await fetchQuery<mainNodesQuery>(environment, nodes, { ids }).toPromise()

console.log(
  JSON.stringify({
    query: answer?.users?.map(({ name }) => name),
    mutation: { name: created?.name, orders: created?.orders?.map(({ total, status }) => ({ total, status })) },
    pages: await ordersOf(first, 3),
    nodes: found?.nodes.map((node) => node && read<main_any$data>(anyNode, node satisfies main_any$key)),
  }),
)
