import { oddAccounts } from './odd-accounts.ts'
import { oddCatalog } from './odd-catalog.ts'
import { oddShop } from './odd-shop.ts'
import type { World } from './world.ts'

/** Three small databases full of edges: random operations run over them. */
export const oddWorld: World = {
  sources: [oddAccounts, oddShop, oddCatalog],
  links: [
    'accounts.users.id=shop.order.user_id',
    'accounts.users.token=catalog.favourites.user_token',
    'catalog.products.sku=shop.order_items.sku',
    'accounts.users.id=catalog.reviews.user_id',
  ],
}
