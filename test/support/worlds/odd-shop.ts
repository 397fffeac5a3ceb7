import { oddTexts, sampleCodes, sampleKeys, userTokens } from './odd-accounts.ts'
import { createDraw, times } from './seed.ts'
import type { WorldSource } from './world.ts'

const draw = createDraw(22)

/** Keys of products: `odd-catalog.ts` has most of them, so that some items dangle. */
export const skus = ['A-1', 'a-1', 'B 2', 'ü', '10', '010', "it's", 'x%', 'x_', '😀', 'gone', 'Gone'] as const

const orders = times(40, (id) => ({
  id,
  // 31 to 33 have no user: the link dangles.
  user_id: draw.orNull(6, () => draw.int(1, 33)),
  user_token: draw.orNull(3, () => draw.pick([...userTokens, '00000000-0000-4000-a000-000000000000'])),
  total: draw.pick(['0.00', '10.10', '9.90', '-1.05', '1234567.89']),
  discount: draw.orNull(3, () => draw.pick(['0.125', '0.250', '1.000'])),
  weight: draw.orNull(3, () => draw.int(-4, 12) / 4),
  gift: draw.orNull(4, () => draw.pick([true, false])),
  note: draw.orNull(3, () => draw.pick(oddTexts)),
  ordered_at: draw.pick(['2024-02-29T10:00:00', '2024-02-29T10:00:01', '2023-12-31T23:59:59']),
  paid_on: draw.orNull(3, () => draw.pick(['2024-03-01', '2024-03-02', '1999-01-01'])),
  points: draw.orNull(4, () => draw.pick(['0', '-7', '9007199254740993', '4611686018427387904'])),
  payload: draw.orNull(3, () => draw.pick(['', 'AP8=', 'aGVkZGxl'])),
  previous_id: draw.orNull(2, () => draw.int(1, 40)),
}))

const items = orders.flatMap(({ id: order_id }) =>
  times(draw.int(0, 4), (line) => ({
    order_id,
    line,
    sku: draw.orNull(6, () => draw.pick(skus)),
    quantity: draw.int(-1, 5),
    price: draw.pick(['0.10', '0.20', '3.33', '3.34', '100.00']),
  })),
)

const coupons = ['HALF', 'half', 'Ü-10', 'a,b', 'c%2Cd'].map((code) => ({
  code,
  percent: draw.orNull(3, () => draw.int(1, 3) * 10),
}))

const orderCoupons = orders
  .flatMap(({ id: order_id }) => coupons.map(({ code: coupon_code }) => ({ order_id, coupon_code })))
  .filter(() => draw.int(1, 8) === 1)

const moments = ['2024-02-29T10:00:00', '2024-02-29T10:00:00.5', '2024-02-29T10:00:10', '1999-12-31T23:59:59.999']

const specimens = times(25, (id) => ({
  id,
  sample_id: draw.orNull(5, () => draw.pick(sampleKeys)),
  sample_code: draw.orNull(5, () => draw.pick(sampleCodes)),
  name: draw.orNull(5, () => draw.pick(oddTexts)),
  at: draw.orNull(4, () => draw.pick(['10:00:00', '10:00:10', '10:00:00.5', '00:00:00', '23:59:59.25'])),
  seen: draw.orNull(4, () => draw.pick(moments)),
  stamp: draw.orNull(4, () => `${draw.pick(moments)}Z`),
  data: draw.orNull(4, () => draw.pick([{ z: 1, a: [1.25, 'é'] }, 'text', [null], 0, false])),
  guid: draw.orNull(4, () =>
    draw.pick(['8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f', 'ffffffff-4bd3-4a57-a5f5-0a6ecb0aa50f']),
  ),
  amount: draw.orNull(4, () => draw.pick(['0.0001', '-12345678901.9999', '2.5000', '0.0000'])),
  loose: draw.orNull(4, () => draw.pick([0.1, 7, -2.5])),
  ratio: draw.orNull(4, () => draw.pick([0.1, 0.2, 1e21, 1e-7])),
}))

/** SQLite: a table named `order`, composite keys, a junction, links by int, text and uuid that dangle or are null. */
export const oddShop: WorldSource = {
  name: 'shop',
  dialect: 'sqlite',
  ddl: `
    CREATE TABLE "order" (
      id INTEGER PRIMARY KEY,
      user_id INTEGER,
      user_token UUID,
      total DECIMAL(12,2) NOT NULL,
      discount NUMERIC(6,3),
      weight REAL,
      gift BOOLEAN,
      note TEXT,
      ordered_at DATETIME NOT NULL,
      paid_on DATE,
      points BIGINT,
      payload BLOB,
      previous_id INTEGER REFERENCES "order" (id)
    );
    CREATE INDEX order_user ON "order" (user_id);
    CREATE TABLE order_items (
      order_id INTEGER NOT NULL REFERENCES "order" (id),
      line INTEGER NOT NULL,
      sku TEXT,
      quantity INTEGER NOT NULL,
      price DECIMAL(10,2) NOT NULL,
      PRIMARY KEY (order_id, line)
    );
    CREATE TABLE specimens (
      id INTEGER PRIMARY KEY,
      sample_id BIGINT,
      sample_code TEXT COLLATE NOCASE,
      name VARCHAR(40) COLLATE NOCASE,
      at TIME,
      seen DATETIME,
      stamp TIMESTAMPTZ,
      data JSON,
      guid UUID,
      amount DECIMAL(15,4),
      loose NUMERIC,
      ratio DOUBLE
    );
    CREATE INDEX specimens_code ON specimens (sample_code);
    CREATE TABLE coupons (code TEXT NOT NULL PRIMARY KEY, percent INTEGER) WITHOUT ROWID;
    CREATE TABLE order_coupons (
      order_id INTEGER NOT NULL REFERENCES "order" (id),
      coupon_code TEXT NOT NULL REFERENCES coupons (code),
      PRIMARY KEY (order_id, coupon_code)
    );
  `,
  mariadb: `
    CREATE TABLE \`order\` (
      id INT PRIMARY KEY,
      user_id INT,
      user_token CHAR(36),
      total DECIMAL(12,2) NOT NULL,
      discount DECIMAL(6,3),
      weight DOUBLE,
      gift BOOLEAN,
      note VARCHAR(60),
      ordered_at DATETIME NOT NULL,
      paid_on DATE,
      points BIGINT,
      payload VARBINARY(20),
      previous_id INT,
      FOREIGN KEY (previous_id) REFERENCES \`order\` (id)
    );
    CREATE INDEX order_user ON \`order\` (user_id);
    CREATE TABLE order_items (
      order_id INT NOT NULL,
      line INT NOT NULL,
      sku VARCHAR(40),
      quantity INT NOT NULL,
      price DECIMAL(10,2) NOT NULL,
      PRIMARY KEY (order_id, line),
      FOREIGN KEY (order_id) REFERENCES \`order\` (id)
    );
    CREATE TABLE specimens (
      id INT PRIMARY KEY,
      sample_id BIGINT,
      sample_code VARCHAR(60),
      name VARCHAR(40) COLLATE utf8mb4_unicode_ci,
      at TIME(6),
      seen DATETIME(3),
      stamp TIMESTAMP(6) NULL,
      data JSON,
      guid UUID,
      amount DECIMAL(15,4),
      loose DOUBLE,
      ratio DOUBLE
    );
    CREATE INDEX specimens_code ON specimens (sample_code);
    CREATE TABLE coupons (code VARCHAR(20) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, percent INT);
    CREATE TABLE order_coupons (
      order_id INT NOT NULL,
      coupon_code VARCHAR(20) COLLATE utf8mb4_bin NOT NULL,
      PRIMARY KEY (order_id, coupon_code),
      FOREIGN KEY (order_id) REFERENCES \`order\` (id),
      FOREIGN KEY (coupon_code) REFERENCES coupons (code)
    );
  `,
  tables: [
    { name: 'order', bytes: ['payload'], rows: orders },
    { name: 'order_items', rows: items },
    {
      name: 'specimens',
      json: ['data'],
      stored: {
        seen: (value, place) => (place % 2 === 0 ? value : value.replace('T', ' ')),
        stamp: (value, place) => (place % 2 === 0 ? value : value.replace('T', ' ').replace('Z', '+00:00')),
        guid: (value) => value.toUpperCase(),
      },
      rows: specimens,
    },
    { name: 'coupons', rows: coupons },
    { name: 'order_coupons', rows: orderCoupons },
  ],
}
