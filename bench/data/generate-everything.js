import { makeDatabase } from './database.js'
import { musicTables } from './generate-music.js'
import { itemValues, orderValues } from './formulas.js'
import { databases, urlsOn } from './places.js'

/**
 * One PostgreSQL database with the rows of all others, for peers that know one database only.
 *
 * @param {string} server
 * @param {{ users: number, orders: number, items: number }} size
 */
export async function generateEverything(server, size) {
  const order = orderValues(size)
  const item = itemValues(size)
  await makeDatabase(
    server,
    urlsOn(server).everything,
    `
    create type order_status as enum ('draft', 'paid', 'shipped', 'cancelled');
    create table orders (
      id integer not null, user_id integer not null, status order_status not null, total numeric(12,2) not null,
      created_at timestamptz not null
    );
    create table order_items (
      id integer not null, order_id integer not null, sku text not null, quantity integer not null,
      price numeric(12,2) not null
    );
    insert into orders
      select ${order.id}, ${order.userId}, (${order.status})::order_status, (${order.cents}) / 100.0, to_timestamp(${order.createdAt})
      from (select i::bigint from generate_series(1, ${size.orders}) i) numbers;
    insert into order_items
      select ${item.id}, ${item.orderId}, ${item.sku}, ${item.quantity}, (${item.cents}) / 100.0
      from (select i::bigint from generate_series(1, ${size.items}) i) numbers;
    alter table orders add primary key (id), add foreign key (user_id) references users (id);
    alter table order_items add primary key (id), add foreign key (order_id) references orders (id);
    create index orders_user_id on orders (user_id);
    create index order_items_order_id on order_items (order_id);
    ${musicTables()}
  `,
    { template: databases.accounts },
  )
}
