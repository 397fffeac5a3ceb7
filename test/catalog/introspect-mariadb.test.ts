import { sql } from 'drizzle-orm'
import * as my from 'drizzle-orm/mysql-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ColumnDescription, SourceDescription } from '../../src/catalog/description.ts'
import { describeDrizzle } from '../../src/catalog/drizzle/describe-drizzle.ts'
import { introspect } from '../../src/catalog/introspect.ts'
import type { IntrospectionRow } from '../../src/catalog/introspection.ts'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import { introspections } from '../../src/sql/introspections.ts'
import { createMariadbDatabase, describeServers } from '../support/mariadb-server.ts'
import type { TestDatabase } from '../support/postgres-server.ts'

const ddl = `
  create table people (
    id int unsigned not null auto_increment primary key,
    email varchar(60) collate utf8mb4_bin not null comment 'where to write to',
    name text character set latin1,
    mood enum('it''s','b,c','') not null default 'b,c',
    flag tinyint(1) not null,
    little tinyint,
    big bigint unsigned,
    money decimal(12,2),
    ratio float,
    real_ double,
    born date,
    wakes time(3),
    local_ datetime(6) not null default current_timestamp(6),
    moment timestamp null,
    settings json,
    raw_ varbinary(20),
    bits bit(3),
    uid uuid,
    tags set('x','y'),
    place point,
    since year,
    code char(5),
    upper_ varchar(60) generated always as (upper(email)) virtual,
    unique key by_email (email),
    key by_name (name(10)),
    key by_two (mood, flag)
  ) comment 'People who can sign in.';
  create table pets (
    owner_id int unsigned not null,
    number int not null,
    name varchar(20),
    primary key (owner_id, number),
    foreign key (owner_id) references people (id)
  );
  create view adults as select id, name from people where born < '2000-01-01';
  create table gone (id int primary key);
  create view broken as select id from gone;
  drop table gone;
`

const people = my.mysqlTable('people', {
  id: my.int({ unsigned: true }).primaryKey().autoincrement(),
  email: my.varchar({ length: 60 }).notNull().unique(),
  name: my.text(),
  mood: my.mysqlEnum(["it's", 'b,c', '']).notNull().default('b,c'),
  flag: my.boolean().notNull(),
  little: my.tinyint(),
  big: my.bigint({ mode: 'bigint', unsigned: true }),
  money: my.decimal({ precision: 12, scale: 2 }),
  ratio: my.float(),
  real_: my.double(),
  born: my.date({ mode: 'string' }),
  wakes: my.time({ fsp: 3 }),
  local_: my
    .datetime({ fsp: 6 })
    .notNull()
    .$default(() => new Date()),
  moment: my.timestamp(),
  settings: my.json(),
  raw_: my.varbinary({ length: 20 }),
  bits: my.customType<{ data: Buffer }>({ dataType: () => 'bit(3)' })(),
  uid: my.customType<{ data: string }>({ dataType: () => 'uuid' })(),
  tags: my.customType<{ data: string }>({ dataType: () => "set('x','y')" })(),
  place: my.customType<{ data: string }>({ dataType: () => 'point' })(),
  since: my.year(),
  code: my.char({ length: 5 }),
  upper_: my.varchar({ length: 60 }).generatedAlwaysAs(sql`upper(email)`),
})

describeServers('a database that nobody described', (server) => {
  // MySQL has no type for it.
  const isThere = (name: string): boolean => server === 'mariadb' || name !== 'uid'
  let database: TestDatabase
  let found: SourceDescription
  beforeAll(async () => {
    database = await createMariadbDatabase('introspect', server)
    await database.query(server === 'mariadb' ? ddl : ddl.replace('uid uuid,', ''))
    const source = await openSource({ name: 'db', dialect: 'mariadb', url: database.url }, createEvents())
    const run = async (text: string) =>
      (await source.run({ text, values: [], prepare: false }, {})).rows as readonly IntrospectionRow[]
    expect(source.dialect).toBe(server)
    found = await introspect(run, introspections[source.dialect], { name: 'db', readOnly: false })
    await source.close()
  })
  afterAll(() => database.drop())

  const tableNamed = (name: string) => found.tables.find(({ sqlName }) => sqlName === name)

  test('has its tables and views, and says what it leaves out', () => {
    expect(found.tables.map(({ kind, sqlName }) => `${kind} ${sqlName}`)).toEqual([
      'view adults',
      'table people',
      'table pets',
    ])
    expect(tableNamed('people')?.comment).toBe('People who can sign in.')
    expect(found.notices).toContain('db.broken: left out, because it has no column that may be read')
    expect(found.notices).toContain('db.people.place: type point is served as text (String)')
  })

  test('has the kind of every column', () => {
    const kinds = tableNamed('people')?.columns.map(({ sqlName, type }) => `${sqlName} ${type.kind}`)
    const expected = [
      ...['id bigint', 'email string', 'name string', 'mood enum', 'flag boolean', 'little int', 'big bigint'],
      ...['money decimal', 'ratio float', 'real_ float', 'born date', 'wakes time', 'local_ localDateTime'],
      ...['moment dateTime', 'settings json', 'raw_ bytes', 'bits bytes', 'uid uuid', 'tags string', 'place string'],
      ...['since int', 'code string', 'upper_ string'],
    ]
    expect(kinds).toEqual(expected.filter((line) => isThere(line.split(' ')[0] ?? '')))
    const column = (name: string) => tableNamed('people')?.columns.find(({ sqlName }) => sqlName === name)
    expect(column('mood')?.enumValues).toEqual(["it's", 'b,c', ''])
    expect(column('email')).toMatchObject({ comment: 'where to write to', type: { collation: 'utf8mb4_bin' } })
    expect(column('name')?.type.collation).toBe('latin1_swedish_ci')
    expect(column('code')?.type.paddedLength).toBe(5)
    expect(column('upper_')?.generated).toBe(true)
    expect(column('id')?.hasDefault).toBe(true)
  })

  test('has its keys, indexes and foreign keys', () => {
    const table = tableNamed('people')
    expect(table?.primaryKey).toEqual(['id'])
    expect(table?.uniques).toEqual([['email']])
    expect(table?.indexes).toEqual(expect.arrayContaining([['id'], ['email'], ['mood', 'flag'], ['name']]))
    expect(tableNamed('pets')?.foreignKeys).toEqual([
      { columns: ['owner_id'], toSchema: null, toTable: 'people', toColumns: ['id'], enforced: true },
    ])
  })

  test('is described alike by Drizzle, but for what the database alone knows', () => {
    const described = describeDrizzle({ name: 'db', dialect: server, schema: { people }, readOnly: false })
    const facts = ({ sqlName, type, nullable, hasDefault, generated, enumValues }: ColumnDescription) => {
      const { kind, precision, scale, paddedLength } = type
      return { sqlName, kind, precision, scale, paddedLength, nullable, hasDefault, generated, enumValues }
    }
    const columns = described.tables[0]?.columns.filter(({ sqlName }) => isThere(sqlName))
    expect(columns?.map(facts)).toEqual(tableNamed('people')?.columns.map(facts))
    expect(described.tables[0]?.primaryKey).toEqual(['id'])
  })
})
