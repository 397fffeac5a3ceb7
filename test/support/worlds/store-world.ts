import { createDraw, times } from './seed.ts'
import type { World, WorldSource } from './world.ts'

const draw = createDraw(7)
/** For what came later: the rest stays as it is. */
const more = createDraw(8)
const two = (value: number) => String(value).padStart(2, '0')
const cents = (value: number) => `${Math.trunc(value / 100)}.${two(value % 100)}`
const day = (number: number) => `2026-${two(1 + (number % 12))}-${two(1 + (number % 28))}`

const users = times(120, (id) => ({
  id,
  email: `user${id}@example.org`,
  name: `${draw.pick(['Ada', 'Grace', 'Linus', 'Barbara', 'Edsger'])} ${draw.pick(['Byron', 'Hopper', 'Liskov'])}`,
  country: draw.orNull(6, () => draw.pick(['CH', 'DE', 'FR', 'UK'])),
  role: draw.int(1, 10) === 1 ? 'admin' : 'member',
  created_at: `${day(id)}T${two(id % 24)}:00:00.${draw.pick(['123456', '5', '000001'])}Z`,
  invited_by_id: id > 5 ? draw.orNull(3, () => draw.int(1, 5)) : null,
  settings: more.orNull(4, () => ({
    mail: { news: more.pick([true, false]), lists: more.pick([[], ['offers'], ['offers', 'events']]) },
    theme: more.pick(['dark', 'light']),
  })),
}))

const addresses = users.flatMap(({ id: user_id }) =>
  times(draw.int(0, 2), (number) => ({
    id: draw.uuid(),
    user_id,
    street: `${draw.pick(['Mill Lane', 'High Street', 'Hauptstrasse'])} ${draw.int(1, 99)}`,
    city: draw.pick(['Bern', 'Basel', 'Paris', 'London']),
    primary: number === 1,
    labels: more.pick([[], ['home'], ['home', 'quiet'], ['work', null]]),
  })),
)

const products = times(60, (number) => ({
  sku: `SKU-${String(number).padStart(3, '0')}`,
  name: `${draw.pick(['Oak', 'Steel', 'Linen'])} ${draw.pick(['chair', 'lamp', 'table'])}`,
  price: cents(draw.int(100, 99999)),
  category_id: draw.orNull(10, () => draw.int(1, 12)),
  facts: more.orNull(5, () => {
    const colour = more.pick(['Oak', 'oak', 'white'])
    const sizes = more.pick([[], [40], [40, 60.5]])
    // MySQL keeps keys by their length.
    return { care: { washable: more.pick([true, false, null]) }, sizes, colour }
  }),
}))

const orders = users
  .flatMap(({ id: user_id }) => times(draw.int(0, 6), () => user_id))
  .map((user_id, index) => ({
    id: index + 1,
    // Every fiftieth order lost its user: nothing enforces a link.
    user_id: index % 50 === 49 ? 9000 + index : user_id,
    status: draw.pick(['draft', 'paid', 'shipped', 'cancelled']),
    total: cents(draw.int(0, 500000)),
    discount: draw.orNull(3, () => cents(draw.int(0, 1000))),
    created_at: `${day(index)}T${two(index % 24)}:30:00`,
  }))

const items = orders
  .flatMap(({ id: order_id }) => times(draw.int(0, 4), () => order_id))
  .map((order_id, index) => ({
    id: index + 1,
    order_id,
    sku: draw.int(1, 20) === 1 ? 'SKU-999' : draw.pick(products).sku,
    quantity: draw.int(1, 9),
    price: cents(draw.int(50, 9999)),
  }))

const categories = times(12, (id) => ({
  id,
  name: `Category ${id}`,
  parent_id: id > 3 ? draw.int(1, 3) : null,
}))

const tags = times(6, (id) => ({ id, label: `tag ${id}` }))

const productTags = products
  .flatMap(({ sku }) => tags.map(({ id: tag_id }) => ({ sku, tag_id })))
  .filter(() => draw.int(1, 4) === 1)

const reviews = times(300, (id) => ({
  id,
  sku: draw.pick(products).sku,
  user_id: draw.orNull(10, () => draw.int(1, 125)),
  stars: draw.int(1, 5),
  body: draw.orNull(3, () => draw.pick(['Fine.', 'It broke.', 'My cat likes it.'])),
  written_on: day(id),
}))

const accounts: WorldSource = {
  name: 'accounts',
  dialect: 'postgres',
  ddl: `
    CREATE TYPE user_role AS ENUM ('admin', 'member');
    CREATE TABLE users (
      id integer PRIMARY KEY,
      email text NOT NULL UNIQUE,
      name text NOT NULL,
      country char(2),
      role user_role NOT NULL,
      created_at timestamptz NOT NULL,
      invited_by_id integer REFERENCES users (id),
      settings jsonb
    );
    COMMENT ON TABLE users IS 'People who can sign in.';
    CREATE INDEX ON users (invited_by_id);
    CREATE TABLE addresses (
      id uuid PRIMARY KEY,
      user_id integer NOT NULL REFERENCES users (id),
      street text NOT NULL,
      city text NOT NULL,
      "primary" boolean NOT NULL,
      labels text[] NOT NULL
    );
    CREATE INDEX ON addresses (user_id);
    CREATE VIEW admins AS SELECT id, name FROM users WHERE role = 'admin';
  `,
  tables: [
    { name: 'users', json: ['settings'], rows: users },
    { name: 'addresses', rows: addresses },
    {
      name: 'admins',
      view: true,
      rows: users.filter(({ role }) => role === 'admin').map(({ id, name }) => ({ id, name })),
    },
  ],
}

const shop: WorldSource = {
  name: 'shop',
  dialect: 'sqlite',
  ddl: `
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY,
      user_id INTEGER NOT NULL,
      status TEXT NOT NULL,
      total DECIMAL(12,2) NOT NULL,
      discount DECIMAL(12,2),
      created_at DATETIME NOT NULL
    );
    CREATE INDEX orders_user ON orders (user_id);
    CREATE TABLE items (
      id INTEGER PRIMARY KEY,
      order_id INTEGER NOT NULL REFERENCES orders (id),
      sku TEXT NOT NULL,
      quantity INTEGER NOT NULL,
      price DECIMAL(12,2) NOT NULL
    );
    CREATE INDEX items_order ON items (order_id);
    CREATE INDEX items_sku ON items (sku);
  `,
  tables: [
    { name: 'orders', rows: orders },
    { name: 'items', rows: items },
  ],
}

const catalog: WorldSource = {
  name: 'catalog',
  dialect: 'sqlite',
  ddl: `
    CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL, parent_id INTEGER REFERENCES categories (id));
    CREATE TABLE products (
      sku TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      price DECIMAL(12,2) NOT NULL,
      category_id INTEGER REFERENCES categories (id),
      facts JSON
    );
    CREATE TABLE tags (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE);
    CREATE TABLE product_tags (
      sku TEXT NOT NULL REFERENCES products (sku),
      tag_id INTEGER NOT NULL REFERENCES tags (id),
      PRIMARY KEY (sku, tag_id)
    );
    CREATE TABLE reviews (
      id INTEGER PRIMARY KEY,
      sku TEXT NOT NULL REFERENCES products (sku),
      user_id INTEGER,
      stars INTEGER NOT NULL,
      body TEXT,
      written_on DATE NOT NULL
    );
    CREATE INDEX reviews_user ON reviews (user_id);
    CREATE INDEX reviews_sku ON reviews (sku);
  `,
  mariadb: `
    CREATE TABLE categories (
      id INT PRIMARY KEY,
      name VARCHAR(60) NOT NULL,
      parent_id INT,
      FOREIGN KEY (parent_id) REFERENCES categories (id)
    );
    CREATE TABLE products (
      sku VARCHAR(40) NOT NULL PRIMARY KEY,
      name VARCHAR(60) NOT NULL,
      price DECIMAL(12,2) NOT NULL,
      category_id INT,
      facts JSON,
      FOREIGN KEY (category_id) REFERENCES categories (id)
    );
    CREATE TABLE tags (id INT PRIMARY KEY, label VARCHAR(60) NOT NULL UNIQUE);
    CREATE TABLE product_tags (
      sku VARCHAR(40) NOT NULL,
      tag_id INT NOT NULL,
      PRIMARY KEY (sku, tag_id),
      FOREIGN KEY (sku) REFERENCES products (sku),
      FOREIGN KEY (tag_id) REFERENCES tags (id)
    );
    CREATE TABLE reviews (
      id INT PRIMARY KEY,
      sku VARCHAR(40) NOT NULL,
      user_id INT,
      stars TINYINT NOT NULL,
      body TEXT,
      written_on DATE NOT NULL,
      FOREIGN KEY (sku) REFERENCES products (sku)
    );
    CREATE INDEX reviews_user ON reviews (user_id);
  `,
  tables: [
    { name: 'categories', rows: categories },
    { name: 'products', json: ['facts'], rows: products },
    { name: 'tags', rows: tags },
    { name: 'product_tags', rows: productTags },
    { name: 'reviews', rows: reviews },
  ],
}

/** The demo's three databases in small: users and addresses, orders and items, products and reviews. Golden cases read it. */
export const storeWorld: World = {
  sources: [accounts, shop, catalog],
  links: [
    'accounts.users.id=shop.orders.user_id',
    'catalog.products.sku=shop.items.sku as items/product',
    'accounts.users.id=catalog.reviews.user_id',
  ],
}
