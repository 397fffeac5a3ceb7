import { useCallback } from 'react'
import { client } from '../api'
import { graphql, readFragment, type FragmentOf } from '../graphql'
import { showMoney } from '../money'
import { More } from '../parts/more'
import { Empty, Failure, Missing, Skeleton } from '../parts/states'
import { pageOf, usePages, type Page } from '../use-pages'
import type { CartChange } from './cart'

const ProductCard = graphql(`
  fragment ProductCard on Product {
    sku
    name
    category
    price
    description
    reviewsAggregate {
      count
      avg {
        rating
      }
    }
  }
`)

const ProductsQuery = graphql(
  `
    query Products($where: ProductWhere, $after: String) {
      productsConnection(where: $where, orderBy: [{ name: asc }], first: 24, after: $after) {
        totalCount
        nodes {
          ...ProductCard
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [ProductCard],
)

type Product = FragmentOf<typeof ProductCard>

export function ProductList({ category, change }: { category: string; change(change: CartChange): void }) {
  const load = useCallback(
    async (after: string | null): Promise<Page<Product>> => {
      const where = { active: { eq: true }, ...(category === '' ? {} : { category: { eq: category } }) }
      const { data, error } = await client.query(ProductsQuery, { where, after })
      return pageOf(data?.productsConnection, error)
    },
    [category],
  )
  const pages = usePages(load)

  if (pages.state === 'loading') return <Skeleton rows={6} label="Loading products" />
  if (pages.nodes.length === 0 && pages.state === 'failed') return <Failure error={pages.error} retry={pages.retry} />
  if (pages.nodes.length === 0) return <Empty title="Nothing of this is for sale at the moment." />
  return (
    <>
      {pages.state !== 'failed' && <Missing error={pages.error} />}
      <ul className="products">
        {pages.nodes.map((product) => (
          <li key={readFragment(ProductCard, product).sku}>
            <ProductShown product={product} change={change} />
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </>
  )
}

function ProductShown({ product, change }: { product: Product; change(change: CartChange): void }) {
  const { sku, name, category, price, description, reviewsAggregate } = readFragment(ProductCard, product)
  return (
    <article className="product">
      <span className="tag">{category}</span>
      <h2>{name}</h2>
      <p className="faint">{description}</p>
      <Stars count={reviewsAggregate.count} rating={reviewsAggregate.avg?.rating ?? null} />
      <footer>
        <strong>{showMoney(price)}</strong>
        <button
          type="button"
          className="primary"
          aria-label={`Add ${name} to the cart`}
          onClick={() => change({ kind: 'add', product: { sku, name, price } })}
        >
          Add
        </button>
      </footer>
    </article>
  )
}

function Stars({ count, rating }: { count: number; rating: string | null }) {
  if (rating === null) return <p className="stars faint">not reviewed yet</p>
  const shown = Number(rating).toFixed(1)
  return (
    <p className="stars">
      <span aria-hidden="true">★</span> {shown}
      <span className="faint">
        {' '}
        of 5, {count} {count === 1 ? 'review' : 'reviews'}
      </span>
    </p>
  )
}
