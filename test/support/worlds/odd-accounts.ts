import { createDraw, times } from './seed.ts'
import type { WorldSource } from './world.ts'

const draw = createDraw(11)

/** Text that breaks what quotes, escapes, folds, counts or sorts it carelessly. */
export const oddTexts = [
  'Ada',
  'ada',
  'ADA',
  'Zoë',
  'zoe',
  'Łukasz',
  "O'Brien",
  'say "hi"',
  'back\\slash',
  '100%',
  '100_',
  'under_score',
  ' leading',
  'trailing ',
  '',
  'emoji 😀',
  'emoji 😁',
  'ｆｕｌｌ',
  'e\u0301',
  'é',
  'tab\tline\nfeed',
  'mark \u0001 0 \u0002 1 \u0003',
  'null',
  '42',
  'ß',
] as const

const moods = ['sad', 'so-so', 'PG-13', 'happy'] as const
const instants = [
  '2024-02-29T23:59:59.999999Z',
  '2024-03-01T00:00:00Z',
  '2024-03-01T00:00:00.000001Z',
  '1969-12-31T23:59:59.5Z',
  '2024-03-31T02:30:00Z',
  '2026-11-22T10:00:00.123456Z',
] as const

const users = times(30, (id) => ({
  id,
  email: `user${id}@example.org`,
  name: draw.pick(oddTexts),
  nick: draw.orNull(3, () => draw.pick(oddTexts)),
  country: draw.orNull(4, () => draw.pick(['CH', 'DE', 'FR', 'ch'])),
  mood: draw.orNull(4, () => draw.pick(moods)),
  role: draw.pick(['member', 'admin']),
  score: draw.orNull(4, () => draw.int(-8, 8) / 4),
  ratio: draw.orNull(4, () => draw.int(0, 4) / 2),
  credit: draw.orNull(4, () => draw.pick(['0.00', '-0.05', '10.00', '9.99', '1234567890.12', '-3.50'])),
  visits: draw.orNull(4, () => draw.pick(['0', '-1', '9007199254740993', '9007199254740992', '9223372036854775807'])),
  level: draw.orNull(5, () => draw.int(-2, 3)),
  active: draw.orNull(5, () => draw.pick([true, false])),
  born: draw.orNull(4, () => draw.pick(['1969-07-20', '2000-02-29', '2000-03-01', '1999-12-31'])),
  wakes: draw.orNull(4, () => draw.pick(['06:30:00', '06:30:00.5', '23:59:59.999999', '00:00:00'])),
  created_at: draw.pick(instants),
  seen_at: draw.orNull(3, () => draw.pick(instants).replace('Z', '')),
  settings: draw.orNull(3, () =>
    draw.pick([{ n: 1.5, list: [1, null, 'x'], theme: 'dark' }, [], {}, 'text', 7, false]),
  ),
  avatar: draw.orNull(3, () => draw.pick(['', 'AP8=', 'aGVkZGxl', '/+8='])),
  token: draw.orNull(5, () => draw.uuid()),
  tags: draw.orNull(3, () => draw.pick([[], ['a'], ['a', null, 'b "q"'], ['{x}', 'y,z', 'NULL']])),
  marks: draw.orNull(3, () => draw.pick([[], [1], [3, null, -2]])),
  manager_id: draw.orNull(3, () => draw.int(1, 30)),
}))

const addresses = times(40, () => ({
  id: draw.uuid(),
  user_id: draw.int(1, 25),
  billed_to_id: draw.orNull(2, () => draw.int(1, 30)),
  street: draw.pick(oddTexts),
  city: draw.orNull(3, () => draw.pick(['Bern', 'bern', 'Basel', 'Genève'])),
  primary: draw.pick([true, false]),
}))

const groups = times(8, (id) => ({
  id,
  name: `group ${draw.pick(['x', 'y', 'z'])}${id}`,
  mood: draw.orNull(3, () => draw.pick(moods)),
}))

const memberships = users
  .flatMap(({ id: user_id }) => groups.map(({ id: group_id }) => ({ user_id, group_id })))
  .filter(() => draw.int(1, 6) === 1)
  .map((pair) => ({ ...pair, since: draw.orNull(3, () => draw.pick(['2020-01-01', '2021-06-30'])) }))

const selects = times(20, (id) => ({
  id,
  from: draw.orNull(3, () => draw.pick(oddTexts)),
  order: draw.int(1, 4),
  'a"b': draw.orNull(3, () => draw.int(1, 3)),
  ä: draw.orNull(3, () => draw.pick(oddTexts)),
  constructor: draw.orNull(3, () => draw.pick(oddTexts)),
  user_id: draw.orNull(3, () => draw.int(1, 30)),
}))

const logins = times(30, (number) => ({
  number,
  user_id: draw.orNull(4, () => draw.int(1, 30)),
  ip: draw.orNull(3, () => draw.pick(['10.0.0.1', '10.0.0.2'])),
}))

const codes = ['ab', 'AB', 'abc', 'a b', '', 'x%', 'full8chr', 'é']

const samples = codes.map((code, place) => ({
  id: `${9007199254740990n + BigInt(place)}`,
  owner_id: draw.orNull(3, () => draw.int(1, 30)),
  code,
  amount: draw.orNull(4, () => draw.pick(['1.5', '20', '-3.125', '0.000001', '12345678901234567890.5'])),
  precise: draw.orNull(4, () => draw.pick(['1.0000000001', '-99999999999999999999.9999999999', '0.0000000000'])),
  ratio: draw.orNull(4, () => draw.pick([0.1, 0.3, -2.5, 16777216])),
  exact: draw.orNull(4, () => draw.pick([0.1, 0.2, 1e21, 1e-7, -0.5])),
  label: draw.orNull(4, () => draw.pick(oddTexts)),
  ip: draw.orNull(3, () => draw.pick(['10.0.0.1', '10.0.0.0/8', '::1'])),
  span: draw.orNull(3, () => draw.pick(['[1,5)', 'empty', '[2,)'])),
  moods: draw.orNull(3, () => draw.pick([['sad', 'PG-13'], [], ['happy', null]])),
  grid: draw.orNull(3, () =>
    draw.pick([
      [
        [1, 2],
        [3, 4],
      ],
      [[null, 0]],
      [],
    ]),
  ),
  prices: draw.orNull(3, () => draw.pick([['1.50', '2.00'], [], ['0.05', null]])),
  owners: draw.orNull(3, () => draw.pick([['8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f'], []])),
  days: draw.orNull(3, () => draw.pick([['2024-02-29', null], ['1999-12-31']])),
  stamps: draw.orNull(3, () => draw.pick([['2024-01-01T00:00:00.5Z'], [null], ['1969-07-20T20:17:40Z']])),
  flags: draw.orNull(3, () => draw.pick([[true, false], [null]])),
  visits: draw.orNull(3, () => draw.pick([['9007199254740993'], ['-1', '0']])),
  raw: draw.orNull(3, () => draw.pick([{ z: 1, a: [1.25, 'é'] }, 'text', [null], 0])),
}))

/** PostgreSQL: every column kind, a self relation, two foreign keys to one table, a junction, a view, a table without a key. */
export const oddAccounts: WorldSource = {
  name: 'accounts',
  dialect: 'postgres',
  ddl: `
    CREATE TYPE mood AS ENUM ('sad', 'so-so', 'PG-13', 'happy');
    CREATE TYPE user_role AS ENUM ('member', 'admin');
    CREATE TABLE users (
      id integer PRIMARY KEY,
      email text NOT NULL UNIQUE,
      name text NOT NULL,
      nick varchar(40),
      country char(2),
      mood mood,
      role user_role NOT NULL DEFAULT 'member',
      score double precision,
      ratio real,
      credit numeric(12,2),
      visits bigint,
      level smallint,
      active boolean,
      born date,
      wakes time,
      created_at timestamptz NOT NULL,
      seen_at timestamp,
      settings jsonb,
      avatar bytea,
      token uuid UNIQUE,
      tags text[],
      marks integer[],
      manager_id integer REFERENCES users (id)
    );
    COMMENT ON TABLE users IS 'People who can sign in.';
    COMMENT ON COLUMN users.nick IS 'What friends say.';
    CREATE INDEX ON users (manager_id);
    CREATE TABLE addresses (
      id uuid PRIMARY KEY,
      user_id integer NOT NULL REFERENCES users (id),
      billed_to_id integer REFERENCES users (id),
      street text NOT NULL,
      city text,
      "primary" boolean NOT NULL
    );
    CREATE INDEX ON addresses (user_id);
    CREATE TABLE groups (id smallint PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, mood mood);
    CREATE TABLE memberships (
      user_id integer NOT NULL REFERENCES users (id),
      group_id smallint NOT NULL REFERENCES groups (id),
      since date,
      PRIMARY KEY (user_id, group_id)
    );
    CREATE TABLE "select" (
      id integer PRIMARY KEY,
      "from" text,
      "order" integer NOT NULL,
      "a""b" integer,
      "ä" text,
      "constructor" text,
      user_id integer REFERENCES users (id)
    );
    CREATE TABLE logins (number integer NOT NULL, user_id integer REFERENCES users (id), ip text);
    CREATE TABLE samples (
      id bigint PRIMARY KEY,
      owner_id integer REFERENCES users (id),
      code char(8) NOT NULL UNIQUE,
      amount numeric,
      precise numeric(30,10),
      ratio real,
      exact double precision,
      label text COLLATE "C",
      ip inet,
      span int4range,
      moods mood[],
      grid integer[][],
      prices numeric(6,2)[],
      owners uuid[],
      days date[],
      stamps timestamptz[],
      flags boolean[],
      visits bigint[],
      raw json
    );
    CREATE VIEW active_users AS SELECT id, name, country, score FROM users WHERE active;
  `,
  tables: [
    { name: 'users', bytes: ['avatar'], json: ['settings'], rows: users },
    { name: 'addresses', rows: addresses },
    { name: 'groups', rows: groups },
    { name: 'memberships', rows: memberships },
    { name: 'select', rows: selects },
    { name: 'logins', rows: logins },
    { name: 'samples', json: ['raw'], rows: samples },
    {
      name: 'active_users',
      view: true,
      rows: users.filter(({ active }) => active).map(({ id, name, country, score }) => ({ id, name, country, score })),
    },
  ],
}

/** Keys of samples, some of which no sample has. */
export const sampleKeys = [...samples.map(({ id }) => id), '7']
export const sampleCodes = [...codes, 'Ab', 'ab ']

/** The keys that other databases of the world point to. */
export const userTokens = users.map(({ token }) => token).filter((token) => token !== null)
