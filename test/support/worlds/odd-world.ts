import { oddAccounts } from './odd-accounts.ts'
import { oddCatalog } from './odd-catalog.ts'
import { oddShop } from './odd-shop.ts'
import type { World } from './world.ts'

/** Three small databases full of edges: random operations run over them. */
export const oddWorld: World = {
  sources: [oddAccounts, oddShop, oddCatalog],
  links: [
    'accounts.users.id=shop.order.user_id',
    'accounts.samples.id=shop.specimens.sample_id as specimensById/sampleById',
    'accounts.samples.code=shop.specimens.sample_code as specimensByCode/sampleByCode',
    'accounts.users.token=catalog.favourites.user_token',
    'catalog.products.sku=shop.order_items.sku',
    'accounts.users.id=catalog.reviews.user_id',
  ],
}

/** The same rows in two databases: what lies in two SQLite files above lies in one here, so that a link is local. */
export const mergedOddWorld: World = {
  sources: [
    oddAccounts,
    {
      name: 'both',
      dialect: 'sqlite',
      ddl: oddShop.ddl + oddCatalog.ddl,
      tables: [...oddShop.tables, ...oddCatalog.tables],
    },
  ],
  links: [
    'accounts.users.id=both.order.user_id',
    'accounts.samples.id=both.specimens.sample_id as specimensById/sampleById',
    'accounts.samples.code=both.specimens.sample_code as specimensByCode/sampleByCode',
    'accounts.users.token=both.favourites.user_token',
    'both.products.sku=both.order_items.sku',
    'accounts.users.id=both.reviews.user_id',
  ],
}
