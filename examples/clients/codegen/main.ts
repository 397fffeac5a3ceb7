/** GraphQL Code Generator's client preset makes the types, urql asks. */
import { Client, fetchExchange, type TypedDocumentNode } from '@urql/core'
import { graphql } from './__generated__'

const Customers = graphql(`
  query UrqlCustomers($country: String!) {
    users(where: { country: { eq: $country }, orders: { some: { status: { eq: paid } } } }, limit: 2) {
      name
      orders(where: { status: { eq: paid } }, limit: 1) {
        total
        items(limit: 1) {
          product {
            name
          }
        }
      }
    }
  }
`)

const SignUp = graphql(`
  mutation UrqlSignUp($data: UserCreate!) {
    createUser(data: $data) {
      name
      orders {
        total
        status
      }
    }
  }
`)

const Orders = graphql(`
  query UrqlOrders($first: Int!, $after: String) {
    ordersConnection(orderBy: [{ total: desc }], first: $first, after: $after) {
      nodes {
        id
        total
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

const [url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2)
const client = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false })

async function ask<Data, Variables extends object>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
  const { data, error } = await client.query(document, variables)
  if (error !== undefined || data === undefined) throw error ?? new Error('The API gave no data.')
  return data
}

async function firstPages(pages: number): Promise<string[]> {
  const totals: string[] = []
  let after: string | null = null
  for (let page = 0; page < pages; page++) {
    const { ordersConnection }: Awaited<ReturnType<typeof askPage>> = await askPage(after)
    totals.push(...(ordersConnection?.nodes.map(({ total }) => total) ?? []))
    after = ordersConnection?.pageInfo.endCursor ?? null
  }
  return totals
}

const askPage = (after: string | null) => ask(Orders, { first: 2, after })

const { users } = await ask(Customers, { country: 'DE' })
const signedUp = await client.mutation(SignUp, {
  data: { name: 'Urql', email: 'urql@example.org', orders: { create: [{ total: '12.50', status: 'paid' }] } },
})
if (signedUp.error) throw signedUp.error

console.log(JSON.stringify({ query: users, mutation: signedUp.data?.createUser, pages: await firstPages(3) }))
