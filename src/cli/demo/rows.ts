/**
 * The rows of the demo, as they are inserted through the Drizzle tables of `schema/`. They stand here again because the
 * schema is the user's side: the package is built from `src/` alone. A test holds the two together.
 */
export interface UserRow {
  email: string
  name: string
  country: string | null
  role: 'admin' | 'member'
  createdAt: string
}

export interface AddressRow {
  id: string
  userId: number
  street: string
  city: string
  primary: boolean
}

export interface ProductRow {
  sku: string
  name: string
  category: string
  price: string
  description: string | null
  weight: number | null
  active: boolean
}

export interface ReviewRow {
  id: number
  sku: string
  userId: number
  rating: number
  body: string | null
  createdAt: Date
}

export interface OrderRow {
  id: number
  userId: number
  status: 'draft' | 'paid' | 'shipped' | 'cancelled'
  total: string
  createdAt: Date
}

export interface OrderItemRow {
  id: number
  orderId: number
  sku: string
  quantity: number
  price: string
}

/** Everything that the demo's databases hold. A user's id is the place in the list, from 1. */
export interface DemoRows {
  readonly users: readonly UserRow[]
  readonly addresses: readonly AddressRow[]
  readonly products: readonly ProductRow[]
  readonly reviews: readonly ReviewRow[]
  readonly orders: readonly OrderRow[]
  readonly orderItems: readonly OrderItemRow[]
}
