import { useReducer, useSyncExternalStore } from 'react'
import { CustomersPage } from './customers/customers-page'
import { changeCart } from './shop/cart'
import { ShopPage } from './shop/shop-page'

const pages = { customers: 'Customers', shop: 'Shop' } as const

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

/** The page that the address names: `#shop`. */
function usePage(): keyof typeof pages {
  const name = useSyncExternalStore(subscribe, () => location.hash.slice(1))
  return name === 'shop' ? 'shop' : 'customers'
}

export function App() {
  const page = usePage()
  const [cart, change] = useReducer(changeCart, [])
  const pieces = cart.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <>
      <header className="top">
        <span className="brand">Warp &amp; Weft</span>
        <nav aria-label="Pages">
          {Object.entries(pages).map(([name, label]) => (
            <a key={name} href={`#${name}`} aria-current={name === page ? 'page' : undefined}>
              {label}
              {name === 'shop' && pieces > 0 && <span className="badge"> {pieces} in the cart</span>}
            </a>
          ))}
        </nav>
      </header>
      {page === 'shop' ? <ShopPage cart={cart} change={change} /> : <CustomersPage />}
    </>
  )
}
