import { useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../graphql'
import { Choice } from '../parts/choice'
import type { Cart, CartChange } from './cart'
import { Checkout } from './checkout'
import { ProductList } from './product-list'

const CategoriesQuery = graphql(`
  query Categories {
    productsGroupBy(by: [{ column: category }], where: { active: { eq: true } }) {
      key {
        category
      }
      count
    }
  }
`)

export function ShopPage({ cart, change }: { cart: Cart; change(change: CartChange): void }) {
  const [category, setCategory] = useState('')
  const [{ data }] = useQuery({ query: CategoriesQuery })
  const categories = (data?.productsGroupBy ?? []).flatMap(({ key, count }) =>
    key.category === null ? [] : [{ value: key.category, label: `${key.category} (${count})` }],
  )
  return (
    <main>
      <h1>Shop</h1>
      <form className="filters" aria-label="Products" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Category" any="Everything" value={category} options={categories} change={setCategory} />
      </form>
      <div className="columns columns-two">
        <section aria-label="Products">
          <ProductList category={category} change={change} />
        </section>
        <Checkout cart={cart} change={change} />
      </div>
    </main>
  )
}
