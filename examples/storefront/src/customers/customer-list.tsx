import { useCallback } from 'react'
import { client } from '../api'
import { graphql, readFragment, type FragmentOf } from '../graphql'
import { showMoney } from '../money'
import { More } from '../parts/more'
import { Empty, Failure, Missing, Skeleton } from '../parts/states'
import { pageOf, usePages, type Page } from '../use-pages'
import { inWords, type Criteria } from './criteria'

const CustomerRow = graphql(`
  fragment CustomerRow on User {
    nodeId
    id
    name
    country
    ordersAggregate {
      count
      sum {
        total
      }
    }
  }
`)

export const CustomersQuery = graphql(
  `
    query Customers($where: UserWhere, $orderBy: [UserOrderBy!], $after: String) {
      usersConnection(where: $where, orderBy: $orderBy, first: 25, after: $after) {
        totalCount
        nodes {
          ...CustomerRow
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [CustomerRow],
)

type Row = FragmentOf<typeof CustomerRow>

export interface Customer {
  readonly id: number
  readonly name: string
}

interface Props {
  readonly criteria: Criteria
  readonly chosen: Customer | null
  choose(customer: Customer): void
}

export function CustomerList({ criteria, chosen, choose }: Props) {
  const load = useCallback(
    async (after: string | null): Promise<Page<Row>> => {
      const { data, error } = await client.query(CustomersQuery, { ...inWords(criteria), after })
      return pageOf(data?.usersConnection, error)
    },
    [criteria],
  )
  const pages = usePages(load)

  if (pages.state === 'loading') return <Skeleton rows={8} label="Loading customers" />
  if (pages.nodes.length === 0 && pages.state === 'failed') return <Failure error={pages.error} retry={pages.retry} />
  if (pages.nodes.length === 0) {
    return (
      <Empty title="No customer is like that.">
        <p>Take back a filter, or try a part of the name.</p>
      </Empty>
    )
  }
  return (
    <>
      <p className="count" role="status">
        {pages.nodes.length} of {pages.total} customers
      </p>
      {pages.state !== 'failed' && <Missing error={pages.error} />}
      <ul className="rows">
        {pages.nodes.map((row) => {
          const customer = readFragment(CustomerRow, row)
          return (
            <li key={customer.nodeId}>
              <button
                type="button"
                className="row"
                aria-pressed={customer.id === chosen?.id}
                onClick={() => choose({ id: customer.id, name: customer.name })}
              >
                <span className="row-name">
                  {customer.name} {customer.country !== null && <span className="tag">{customer.country}</span>}
                </span>
                <Orders of={customer.ordersAggregate} />
              </button>
            </li>
          )
        })}
      </ul>
      <More pages={pages} />
    </>
  )
}

interface Orders {
  readonly count: number
  readonly sum: { readonly total: string | null } | null
}

/** They lie in another database than the customer. */
function Orders({ of }: { of: Orders | null }) {
  if (of === null) return <span className="row-aside faint">orders not available</span>
  return (
    <span className="row-aside">
      <span>{of.count === 1 ? '1 order' : `${of.count} orders`}</span>
      <strong>{showMoney(of.sum?.total)}</strong>
    </span>
  )
}
