import { useCallback, useEffect, useRef } from 'react'
import { client } from '../api'
import { graphql, readFragment, type FragmentOf } from '../graphql'
import { showMoney } from '../money'
import { More } from '../parts/more'
import { Empty, Failure, Missing, Skeleton } from '../parts/states'
import { pageOf, usePages, type Page } from '../use-pages'
import type { Customer } from './customer-list'

const OrderCard = graphql(`
  fragment OrderCard on Order {
    nodeId
    id
    status
    total
    createdAt
    items {
      nodeId
      quantity
      sku
      product {
        name
        category
      }
    }
  }
`)

const OrdersQuery = graphql(
  `
    query OrdersOfCustomer($customer: Int!, $after: String) {
      ordersConnection(where: { userId: { eq: $customer } }, orderBy: [{ createdAt: desc }], first: 8, after: $after) {
        totalCount
        nodes {
          ...OrderCard
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [OrderCard],
)

type Order = FragmentOf<typeof OrderCard>

export function CustomerOrders({ customer, close }: { customer: Customer; close(): void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [customer.id])
  return (
    <section className="panel detail" aria-labelledby="orders-heading">
      <header className="panel-head">
        <h2 id="orders-heading" ref={heading} tabIndex={-1}>
          {customer.name}
        </h2>
        <button type="button" onClick={close} aria-label={`Close the orders of ${customer.name}`}>
          ✕
        </button>
      </header>
      <OrderPages customer={customer.id} />
    </section>
  )
}

function OrderPages({ customer }: { customer: number }) {
  const load = useCallback(
    async (after: string | null): Promise<Page<Order>> => {
      const { data, error } = await client.query(OrdersQuery, { customer, after })
      return pageOf(data?.ordersConnection, error)
    },
    [customer],
  )
  const pages = usePages(load)

  if (pages.state === 'loading') return <Skeleton rows={4} label="Loading orders" />
  if (pages.nodes.length === 0 && pages.state === 'failed') return <Failure error={pages.error} retry={pages.retry} />
  if (pages.nodes.length === 0) return <Empty title="No orders yet." />
  return (
    <>
      <p className="count">
        {pages.nodes.length} of {pages.total} orders
      </p>
      {pages.state !== 'failed' && <Missing error={pages.error} />}
      <ol className="orders">
        {pages.nodes.map((order) => (
          <li key={readFragment(OrderCard, order).nodeId}>
            <OrderShown order={order} />
          </li>
        ))}
      </ol>
      <More pages={pages} />
    </>
  )
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })

function OrderShown({ order }: { order: Order }) {
  const { id, status, total, createdAt, items } = readFragment(OrderCard, order)
  return (
    <article className="order">
      <header>
        <h3>Order {id}</h3>
        <span className={`tag status-${status}`}>{status}</span>
        <strong>{showMoney(total)}</strong>
        <time dateTime={createdAt}>{day.format(new Date(createdAt))}</time>
      </header>
      <ul>
        {items.map(({ nodeId, quantity, sku, product }) => (
          <li key={nodeId}>
            {quantity} ×{' '}
            {product?.name ?? <span className="faint">{sku}, no longer in the catalogue or not available</span>}
          </li>
        ))}
      </ul>
    </article>
  )
}
