import type { VariablesOf } from '../graphql'
import type { CustomersQuery } from './customer-list'

/** What the form asks for. An empty text asks for nothing. */
export interface Criteria {
  readonly name: string
  readonly country: string
  /** Of a product that they bought: users lie in one database, orders in another, products in a third. */
  readonly category: string
  readonly sort: keyof typeof orders
}

export const everyone: Criteria = { name: '', country: '', category: '', sort: 'spent' }

type Variables = VariablesOf<typeof CustomersQuery>
type Where = NonNullable<Variables['where']>
type OrderBy = NonNullable<Variables['orderBy']>

const orders = {
  spent: { label: 'Spent most', orderBy: [{ orders: { sum: { total: 'desc_nulls_last' } } }] },
  orders: { label: 'Most orders', orderBy: [{ orders: { count: 'desc' } }] },
  name: { label: 'Name', orderBy: [{ name: 'asc' }] },
  newest: { label: 'Newest', orderBy: [{ createdAt: 'desc' }] },
} as const satisfies Record<string, { readonly label: string; readonly orderBy: OrderBy }>

export const sorts = Object.entries(orders).map(([value, { label }]) => ({ value: value as Criteria['sort'], label }))

/** The criteria in the API's words: filters and orders reach through links as if all of it were one database. */
export function inWords({ name, country, category, sort }: Criteria): { where: Where; orderBy: OrderBy } {
  const where: Where = {}
  if (name.trim() !== '') where.name = { ilike: `%${name.trim()}%` }
  if (country !== '') where.country = { eq: country }
  if (category !== '') where.orders = { some: { items: { some: { product: { category: { eq: category } } } } } }
  return { where, orderBy: [...orders[sort].orderBy] }
}
