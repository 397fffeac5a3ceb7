import { client, explain } from '../api'
import { graphql } from '../graphql'
import { totalOf } from '../money'
import type { Cart } from './cart'

export interface Buyer {
  readonly name: string
  readonly email: string
  readonly street: string
  readonly city: string
}

/** One mutation, two databases: the customer and the address in `accounts`, the order and its items in `shop`. */
const PlaceOrder = graphql(`
  mutation PlaceOrder($customer: UserCreate!) {
    createUser(data: $customer) {
      orders(limit: 1) {
        id
        total
      }
    }
  }
`)

export type Outcome =
  | { readonly kind: 'ordered'; readonly order: number; readonly total: string; readonly databases: readonly string[] }
  /** Nothing was written, in either database. */
  | { readonly kind: 'refused'; readonly field: keyof Buyer | null; readonly reason: string }

/** Both databases keep the order, or neither does: a customer without an order, or the reverse, cannot come of it. */
export async function placeOrder(buyer: Buyer, cart: Cart): Promise<Outcome> {
  const { data, error, extensions } = await client.mutation(PlaceOrder, {
    customer: {
      name: buyer.name,
      email: buyer.email,
      addresses: { create: [{ street: buyer.street, city: buyer.city, primary: true }] },
      orders: {
        create: [
          {
            status: 'paid',
            total: totalOf(cart),
            items: { create: cart.map(({ sku, quantity, price }) => ({ sku, quantity, price })) },
          },
        ],
      },
    },
  })
  const order = data?.createUser?.orders?.[0]
  if (order) {
    const { participants = [] } = (extensions?.['transaction'] ?? {}) as { readonly participants?: readonly string[] }
    return { kind: 'ordered', order: order.id, total: order.total, databases: participants }
  }
  const { code, columns } = (error?.graphQLErrors[0]?.extensions ?? {}) as {
    readonly code?: string
    readonly columns?: readonly string[]
  }
  if (code === 'UNIQUE_VIOLATION' && columns?.includes('email')) {
    return { kind: 'refused', field: 'email', reason: 'This address has an account already.' }
  }
  return { kind: 'refused', field: null, reason: explain(error) }
}
