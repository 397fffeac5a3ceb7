import { oddTexts, userTokens } from './odd-accounts.ts'
import { skus } from './odd-shop.ts'
import { createDraw, times } from './seed.ts'
import type { WorldSource } from './world.ts'

const draw = createDraw(33)

const known = skus.filter((sku) => sku.toLowerCase() !== 'gone')

const categories = times(10, (id) => ({
  id,
  name: draw.pick(oddTexts),
  parent_id: id === 1 ? null : draw.orNull(4, () => draw.int(1, id - 1)),
}))

const products = known.map((sku) => ({
  sku,
  name: draw.pick(oddTexts),
  price: draw.pick(['0.10', '19.99', '20.00', '5.05']),
  weight: draw.orNull(3, () => draw.int(1, 9) / 4),
  sold: draw.orNull(3, () => draw.pick([true, false])),
  released: draw.orNull(3, () => draw.pick(['2020-01-01', '2020-02-29'])),
  category_id: draw.orNull(4, () => draw.int(1, 10)),
}))

const reviews = times(50, (id) => ({
  id,
  sku: draw.pick(known),
  user_id: draw.orNull(8, () => draw.int(1, 33)),
  stars: draw.int(1, 5),
  body: draw.orNull(3, () => draw.pick(oddTexts)),
  written_at: draw.pick(['2024-01-01T00:00:00', '2024-01-01T12:30:00', '2024-06-15T08:00:00']),
}))

const favourites = times(30, (id) => ({
  id,
  user_token: draw.orNull(6, () => draw.pick([...userTokens.slice(0, 6), '00000000-0000-4000-a000-000000000000'])),
  sku: draw.pick(known),
}))

/** SQLite: text keys, a tree, reviews that cross to users by number and favourites that cross to them by uuid. */
export const oddCatalog: WorldSource = {
  name: 'catalog',
  dialect: 'sqlite',
  ddl: `
    CREATE TABLE categories (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      parent_id INTEGER REFERENCES categories (id)
    );
    CREATE TABLE products (
      sku TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      price NUMERIC(8,2) NOT NULL,
      weight REAL,
      sold BOOLEAN,
      released DATE,
      category_id INTEGER REFERENCES categories (id)
    );
    CREATE TABLE reviews (
      id INTEGER PRIMARY KEY,
      sku TEXT NOT NULL REFERENCES products (sku),
      user_id INTEGER,
      stars INTEGER NOT NULL,
      body TEXT,
      written_at DATETIME NOT NULL
    );
    CREATE INDEX reviews_user ON reviews (user_id);
    CREATE INDEX reviews_sku ON reviews (sku);
    CREATE TABLE favourites (id INTEGER PRIMARY KEY, user_token UUID, sku TEXT NOT NULL REFERENCES products (sku));
    CREATE VIEW best_reviews AS SELECT id, sku, body FROM reviews WHERE stars = 5;
  `,
  mariadb: `
    CREATE TABLE categories (
      id INT PRIMARY KEY,
      name TEXT NOT NULL,
      parent_id INT REFERENCES categories (id)
    );
    CREATE TABLE products (
      sku VARCHAR(40) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
      name VARCHAR(60) NOT NULL,
      price DECIMAL(8,2) NOT NULL,
      weight FLOAT,
      sold BOOLEAN,
      released DATE,
      category_id INT,
      FOREIGN KEY (category_id) REFERENCES categories (id)
    );
    CREATE TABLE reviews (
      id INT PRIMARY KEY,
      sku VARCHAR(40) COLLATE utf8mb4_nopad_bin NOT NULL REFERENCES products (sku),
      user_id INT,
      stars TINYINT NOT NULL,
      body VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci,
      written_at DATETIME NOT NULL
    );
    CREATE INDEX reviews_user ON reviews (user_id);
    CREATE TABLE favourites (
      id INT PRIMARY KEY,
      user_token UUID,
      sku VARCHAR(40) COLLATE utf8mb4_nopad_bin NOT NULL REFERENCES products (sku)
    );
    CREATE VIEW best_reviews AS SELECT id, sku, body FROM reviews WHERE stars = 5;
  `,
  tables: [
    { name: 'categories', rows: categories },
    { name: 'products', rows: products },
    { name: 'reviews', rows: reviews },
    { name: 'favourites', rows: favourites },
    {
      name: 'best_reviews',
      view: true,
      rows: reviews.filter(({ stars }) => stars === 5).map(({ id, sku, body }) => ({ id, sku, body })),
    },
  ],
}
