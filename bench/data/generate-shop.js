import { mkdirSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { itemValues, numbers, orderValues } from './formulas.js'
import { dataDir, shopFile } from './places.js'

/** @param {{ users: number, orders: number, items: number }} size */
export function generateShop(size) {
  mkdirSync(dataDir, { recursive: true })
  for (const suffix of ['', '-wal', '-shm']) rmSync(shopFile + suffix, { force: true })

  const order = orderValues(size)
  const item = itemValues(size)
  const shop = new Database(shopFile)
  shop.exec(`
    pragma journal_mode = wal;
    pragma synchronous = off;
    pragma cache_size = -200000;

    create table orders (
      id integer primary key,
      user_id integer not null,
      status text not null default 'draft' check (status in ('draft', 'paid', 'shipped', 'cancelled')),
      total numeric(12,2) not null,
      created_at integer not null
    );
    create table order_items (
      id integer primary key,
      order_id integer not null references orders (id) on delete cascade,
      sku text not null,
      quantity integer not null check (quantity > 0),
      price numeric(12,2) not null
    );

    ${numbers(size.orders)}
    insert into orders (id, user_id, status, total, created_at)
      select ${order.id}, ${order.userId}, ${order.status}, (${order.cents}) / 100.0, ${order.createdAt} from numbers;
    ${numbers(size.items)}
    insert into order_items (id, order_id, sku, quantity, price)
      select ${item.id}, ${item.orderId}, ${item.sku}, ${item.quantity}, (${item.cents}) / 100.0 from numbers;

    create index orders_user_id on orders (user_id);
    create index order_items_order_id on order_items (order_id);
    analyze;
    pragma wal_checkpoint(truncate);
  `)
  shop.close()
}
