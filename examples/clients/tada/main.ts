/** gql.tada reads the types out of the documents; a client is not needed, `fetch` asks. */
import { print } from 'graphql'
import type { ResultOf, TadaDocumentNode, VariablesOf } from 'gql.tada'
import { graphql } from './graphql'

const Customers = graphql(`
  query TadaCustomers($country: String!) {
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
  mutation TadaSignUp($data: UserCreate!) {
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
  query TadaOrders($first: Int!, $after: String) {
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

async function ask<Document extends TadaDocumentNode<any, any>>(
  document: Document,
  variables: VariablesOf<Document>,
): Promise<ResultOf<Document>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: print(document), variables }),
  })
  const { data, errors } = (await response.json()) as { data?: ResultOf<Document>; errors?: { message: string }[] }
  if (errors !== undefined || data === undefined) throw new Error(errors?.[0]?.message ?? 'The API gave no data.')
  return data
}

async function firstPages(pages: number): Promise<string[]> {
  const totals: string[] = []
  let after: string | null = null
  for (let page = 0; page < pages; page++) {
    const { ordersConnection }: ResultOf<typeof Orders> = await ask(Orders, { first: 2, after })
    totals.push(...(ordersConnection?.nodes.map(({ total }) => total) ?? []))
    after = ordersConnection?.pageInfo.endCursor ?? null
  }
  return totals
}

const { users } = await ask(Customers, { country: 'DE' })
const { createUser } = await ask(SignUp, {
  data: { name: 'Tada', email: 'tada@example.org', orders: { create: [{ total: '12.50', status: 'paid' }] } },
})

console.log(JSON.stringify({ query: users, mutation: createUser, pages: await firstPages(3) }))
