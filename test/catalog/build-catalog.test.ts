import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogs, type CatalogInput } from '../../src/catalog/build-catalog.ts'
import type { Catalog, Relation } from '../../src/catalog/catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import { relationOf, tableById } from '../../src/catalog/lookup.ts'
import { parseLink } from '../../src/catalog/parse-link.ts'
import { describePglite, describeSqlite } from './databases.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

type Options = NonNullable<CatalogInput['options']>

const build = (sources: readonly SourceDescription[], options: Options = {}, links: readonly string[] = []) =>
  buildCatalogs({ sources, relations: links.flatMap((link) => parseLink(link, sources)), options }).forRole('any')

const sqlite = async (ddl: string, options: Options = {}) => build([await describeSqlite(ddl)], options)

const named = (catalog: Catalog, id: string) => {
  const { typeName, single, plural, columns, relations } = tableById(catalog, id)
  return {
    names: [typeName, single, plural],
    columns: columns.map((column) => column.name),
    relations: relations.map(arrow),
  }
}

/** A relation on one line: `films → shop.film via shop.film_actor`. */
const arrow = ({ name, cardinality, to, through }: Relation) =>
  `${name} ${cardinality === 'one' ? '→' : '⇉'} ${to}${through ? ` via ${through.table}` : ''}`

const sakila = `
  create type mpaa_rating as enum ('G', 'PG', 'PG-13', 'R', 'NC-17');
  create table language (language_id int primary key, name char(20) not null);
  create table film (
    film_id int primary key, title text not null,
    language_id int not null references language, original_language_id int references language,
    rating mpaa_rating default 'G', rental_rate numeric(4,2) not null default 4.99, special_features text[]);
  create table actor (actor_id int primary key, first_name text not null, last_name text not null);
  create table film_actor (
    actor_id int not null references actor, film_id int not null references film, primary key (actor_id, film_id));
  create table staff (staff_id int primary key, store_id int not null, picture bytea);
  create table store (store_id int primary key, manager_staff_id int not null unique references staff);
  alter table staff add foreign key (store_id) references store;
  create view film_list as select film_id, title from film;
  create index on film (language_id);
  comment on table film is 'A film to rent';
  comment on column film.title is 'As on the cover'`

describe('a database like Sakila', () => {
  let catalog: Catalog
  beforeAll(async () => {
    catalog = build([await describePglite(database, sakila, { name: 'rental' })])
  })

  it('names types, fields, lists and columns', () => {
    expect(named(catalog, 'rental.film')).toEqual({
      names: ['Film', 'film', 'films'],
      columns: ['filmId', 'title', 'languageId', 'originalLanguageId', 'rating', 'rentalRate', 'specialFeatures'],
      relations: [
        'language → rental.language',
        'originalLanguage → rental.language',
        'filmActors ⇉ rental.film_actor',
        'actors ⇉ rental.actor via rental.film_actor',
      ],
    })
    expect(named(catalog, 'rental.staff').names).toEqual(['Staff', 'staff', 'staffList'])
    expect(named(catalog, 'rental.film_list').names).toEqual(['FilmList', 'filmList', 'filmLists'])
  })

  it('tells two foreign keys to one table apart on the way back', () => {
    expect(named(catalog, 'rental.language').relations.sort()).toEqual([
      'filmsByLanguage ⇉ rental.film',
      'filmsByOriginalLanguage ⇉ rental.film',
    ])
  })

  it('gives each side of a junction the other, beside its own list', () => {
    expect(named(catalog, 'rental.actor').relations).toEqual([
      'filmActors ⇉ rental.film_actor',
      'films ⇉ rental.film via rental.film_actor',
    ])
    expect(named(catalog, 'rental.film_actor').relations).toEqual(['actor → rental.actor', 'film → rental.film'])
    expect(relationOf(tableById(catalog, 'rental.actor'), 'films')).toEqual({
      name: 'films',
      kind: 'local',
      cardinality: 'many',
      from: 'rental.actor',
      to: 'rental.film',
      on: [{ from: 'actorId', to: 'actorId' }],
      through: { table: 'rental.film_actor', on: [{ from: 'filmId', to: 'filmId' }] },
      nullable: false,
      indexed: true,
      description: null,
    })
  })

  it('leads back to one row over a unique foreign key, under a name of its own', () => {
    expect(named(catalog, 'rental.staff').relations).toEqual([
      'store → rental.store',
      'storeByManagerStaff → rental.store',
    ])
    expect(named(catalog, 'rental.store').relations).toEqual([
      'managerStaff → rental.staff',
      'staffList ⇉ rental.staff',
    ])
    expect(relationOf(tableById(catalog, 'rental.staff'), 'storeByManagerStaff').nullable).toBe(true)
  })

  it('makes a relation non-null only where an enforced NOT NULL foreign key says so', () => {
    const film = tableById(catalog, 'rental.film')
    expect(relationOf(film, 'language').nullable).toBe(false)
    expect(relationOf(film, 'originalLanguage').nullable).toBe(true)
  })

  it('tells which relations an index helps to follow', () => {
    const indexed = (table: string, name: string) => relationOf(tableById(catalog, table), name).indexed
    expect(indexed('rental.film', 'language')).toBe(true)
    expect(indexed('rental.language', 'filmsByLanguage')).toBe(true)
    expect(indexed('rental.language', 'filmsByOriginalLanguage')).toBe(false)
    expect(indexed('rental.actor', 'filmActors')).toBe(true)
    expect(indexed('rental.film', 'filmActors')).toBe(false)
  })

  it('addresses a composite key by its columns', () => {
    expect(tableById(catalog, 'rental.film_actor').primaryKey).toEqual({
      name: 'actorId_filmId',
      columns: ['actorId', 'filmId'],
    })
  })

  it('names enums and their values, and hands comments on', () => {
    const film = tableById(catalog, 'rental.film')
    expect(film.description).toBe('A film to rent')
    expect(film.columns[1]?.description).toBe('As on the cover')
    const rating = film.columns.find((column) => column.name === 'rating')
    expect(catalog.enums.get(rating?.type.enum ?? '')).toEqual({
      name: 'MpaaRating',
      description: null,
      values: [
        { name: 'G', value: 'G', description: null },
        { name: 'PG', value: 'PG', description: null },
        { name: 'PG_13', value: 'PG-13', description: 'PG-13' },
        { name: 'R', value: 'R', description: null },
        { name: 'NC_17', value: 'NC-17', description: 'NC-17' },
      ],
    })
  })

  it('gives a view no key, unless the config does', async () => {
    expect(tableById(catalog, 'rental.film_list').primaryKey).toBeNull()
    const source = await describePglite(database, sakila, { name: 'rental' })
    const keyed = build([source], { keys: { 'rental.film_list': ['film_id'] } })
    expect(tableById(keyed, 'rental.film_list').primaryKey).toEqual({ name: 'filmId', columns: ['filmId'] })
    expect(() => build([source], { keys: { 'rental.film': ['film_id'] } })).toThrow(
      'keys: table rental.film has a primary key already.',
    )
  })

  it('is frozen through and through', () => {
    const film = tableById(catalog, 'rental.film')
    expect(() => Object.assign(film.columns[0]!, { name: 'x' })).toThrow(TypeError)
    expect(() => (catalog.tables as Map<string, unknown>).set('x', film)).toThrow('The catalog is frozen')
    expect(Object.isFrozen(catalog)).toBe(true)
  })
})

describe('relations', () => {
  it('go out from a table to itself', async () => {
    const catalog = await sqlite(
      'create table employees (employee_id integer primary key, reports_to int references employees)',
    )
    expect(named(catalog, 'shop.employees').relations).toEqual([
      'reportsToEmployee → shop.employees',
      'employees ⇉ shop.employees',
    ])
  })

  it('cross a junction of a table with itself in both directions', async () => {
    const catalog = await sqlite(`
      create table users (id integer primary key);
      create table follows (follower_id int references users, followed_id int references users,
        primary key (follower_id, followed_id))`)
    expect(named(catalog, 'shop.users').relations).toEqual([
      'followsByFollower ⇉ shop.follows',
      'followsByFollowed ⇉ shop.follows',
      'usersByFollower ⇉ shop.users via shop.follows',
      'usersByFollowed ⇉ shop.users via shop.follows',
    ])
  })

  it('name the junction where two of them lead to one table', async () => {
    const catalog = await sqlite(`
      create table a (id integer primary key);
      create table b (id integer primary key);
      create table likes (a_id int references a, b_id int references b, primary key (a_id, b_id));
      create table hates (a_id int references a, b_id int references b, primary key (a_id, b_id))`)
    expect(named(catalog, 'shop.a').relations).toEqual([
      'hates ⇉ shop.hates',
      'likes ⇉ shop.likes',
      'bsByHateA ⇉ shop.b via shop.hates',
      'bsByLikeA ⇉ shop.b via shop.likes',
    ])
  })

  it('take all columns of a composite foreign key', async () => {
    const catalog = await sqlite(`
      create table places (country text not null, city text not null, primary key (country, city));
      create table people (id integer primary key, home_country text, home_city text,
        foreign key (home_country, home_city) references places (country, city))`)
    const home = relationOf(tableById(catalog, 'shop.people'), 'homeCountryHomeCity')
    expect(home).toMatchObject({
      cardinality: 'one',
      nullable: true,
      on: [
        { from: 'homeCountry', to: 'country' },
        { from: 'homeCity', to: 'city' },
      ],
    })
    expect(named(catalog, 'shop.places').relations).toEqual(['people ⇉ shop.people'])
  })

  it('are told apart by the target where one column refers to two tables', async () => {
    const catalog = await sqlite(`
      create table cats (id integer primary key);
      create table dogs (id integer primary key);
      create table owners (id integer primary key, pet_id int references cats (id) references dogs (id))`)
    expect(named(catalog, 'shop.owners').relations.sort()).toEqual(['petCat → shop.cats', 'petDog → shop.dogs'])
  })

  it('step aside for a column of the same name', async () => {
    const catalog = await sqlite(`
      create table users (id integer primary key, orders int);
      create table orders (id integer primary key, user text, user_id int references users)`)
    expect(named(catalog, 'shop.orders').relations).toEqual(['userUser → shop.users'])
    expect(named(catalog, 'shop.users').relations).toEqual(['ordersByUser ⇉ shop.orders'])
  })

  it('do not come from a foreign key to a table that is left out, which is said', async () => {
    const source = await describeSqlite(
      'create table users (id integer primary key); create table orders (id integer primary key, user_id int references users)',
      { exclude: ['users'] },
    )
    const catalog = build([source])
    expect(named(catalog, 'shop.orders').relations).toEqual([])
    expect(catalog.notices).toEqual([
      'shop.orders: no relation for the foreign key shop.orders(user_id), because users is not served',
    ])
  })

  it('come from a Drizzle schema only where none inside of the source is declared, or as the option says', async () => {
    const introspected = await describeSqlite(
      'create table users (id integer primary key); create table orders (id integer primary key, user_id int references users)',
    )
    const source: SourceDescription = {
      ...introspected,
      tables: introspected.tables.map((table) => ({ ...table, name: table.sqlName })),
    }
    const declared = {
      name: 'customer',
      cardinality: 'one' as const,
      from: { source: 'shop', sqlSchema: null, sqlName: 'orders' },
      to: { source: 'shop', sqlSchema: null, sqlName: 'users' },
      on: [{ from: 'user_id', to: 'id' }],
      through: null,
      required: false,
      origin: 'relations.orders.customer',
    }
    const relations = (input: Omit<CatalogInput, 'sources'>) => {
      const catalog = buildCatalogs({ sources: [source], ...input }).forRole('any')
      return [...catalog.tables.values()].flatMap((table) => table.relations.map(arrow))
    }
    expect(relations({ relations: [] })).toEqual(['user → shop.users', 'orders ⇉ shop.orders'])
    expect(relations({ relations: [declared] })).toEqual(['customer → shop.users'])
    expect(relations({ relations: [declared], options: { deriveRelations: { shop: true } } })).toEqual([
      'customer → shop.users',
      'orders ⇉ shop.orders',
    ])
    expect(relations({ relations: [], options: { deriveRelations: { shop: false } } })).toEqual([])
  })

  it('that are declared are nullable unless a foreign key vouches for them, whatever was asked', async () => {
    const source = await describeSqlite(`
      create table users (id integer primary key, name text);
      create table orders (id integer primary key, sure int not null references users, loose int not null)`)
    const declare = (name: string, from: string, to = 'id') => ({
      name,
      cardinality: 'one' as const,
      from: { source: 'shop', sqlSchema: null, sqlName: 'orders' },
      to: { source: 'shop', sqlSchema: null, sqlName: 'users' },
      on: [{ from, to }],
      through: null,
      required: true,
      origin: `relations.orders.${name}`,
    })
    const catalog = buildCatalogs({ sources: [source], relations: [declare('a', 'sure'), declare('b', 'loose')] })
    const orders = tableById(catalog.forRole('any'), 'shop.orders')
    expect([relationOf(orders, 'a').nullable, relationOf(orders, 'b').nullable]).toEqual([false, true])
    expect(catalog.notices).toEqual([
      'relations.orders.b: nullable all the same, because no enforced NOT NULL foreign key makes sure of the row',
    ])
  })
})

describe('names that make trouble', () => {
  it('escapes what GraphQL does not allow and what has a meaning already, and says so', async () => {
    const catalog = await sqlite(`
      create table "a""b" ("ä" int, "order" text, "select" text, __proto__ int, node_id int, "AND" int, "true" int,
        "1st" int, constructor int)`)
    expect(named(catalog, 'shop.a"b')).toEqual({
      names: ['AB', 'aB', 'aBs'],
      columns: ['a', 'order', 'select', 'proto', 'nodeId_', 'and', 'true_', '_1st', 'constructor'],
      relations: [],
    })
    expect(catalog.notices).toEqual([
      'shop.a"b.ä: served as a, because GraphQL names are ASCII',
      'shop.a"b.node_id: served as nodeId_, because nodeId has a meaning already',
      'shop.a"b.true: served as true_, because true has a meaning already',
    ])
  })

  it.each([
    ['query', 'Query', "Heddle's own Query"],
    ['mutations', 'Mutation', "Heddle's own Mutation"],
    ['subscription', 'Subscription', "Heddle's own Subscription"],
    ['node', 'Node', "Heddle's own Node"],
    ['page_info', 'PageInfo', "Heddle's own PageInfo"],
    ['string', 'String', "Heddle's own String"],
    ['ints', 'Int', "Heddle's own Int"],
    ['dates', 'Date', "Heddle's own Date"],
    ['int_filters', 'IntFilter', "Heddle's own IntFilter"],
  ])('refuses a table %s, which would be the type %s', async (table, name, owner) => {
    const source = await describeSqlite(`create table ${table} (id integer primary key)`)
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: `Two types would be called ${name}: ${owner} and table shop.${table}.`,
        details: { hint: `Rename one: --rename shop.${table}=another (or \`rename\` in the config).` },
      }),
    )
    expect(named(build([source], { rename: { [`shop.${table}`]: 'things' } }), `shop.${table}`).names).toEqual([
      'Thing',
      'thing',
      'things',
    ])
  })

  it('refuses two columns that come to one name', async () => {
    const source = await describeSqlite('create table t (id integer primary key, user_id int, userId int)')
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: 'Two columns of shop.t would be called userId: user_id and userId.',
        details: {
          table: 'shop.t',
          columns: ['user_id', 'userId'],
          hint: 'Rename one: --rename shop.t.userId=another (or `rename` in the config).',
        },
      }),
    )
    expect(named(build([source], { rename: { 'shop.t.userId': 'legacyUser' } }), 'shop.t').columns).toEqual([
      'id',
      'userId',
      'legacyUser',
    ])
  })

  it('refuses a table whose type belongs to another one', async () => {
    const source = await describeSqlite('create table users (id int); create table user_connections (id int)')
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message:
          'Two types would be called UserConnection: table shop.user_connections and the Connection type of table shop.users.',
      }),
    )
  })

  it('refuses a column that is called like the connection of a relation', async () => {
    const source = await describeSqlite(`
      create table users (id integer primary key, orders_connection text);
      create table orders (id integer primary key, user_id int references users)`)
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message:
          'Two fields of User (shop.users) would be called ordersConnection: column orders_connection and Connection of the relation orders (the foreign key shop.orders(user_id)).',
        details: {
          table: 'shop.users',
          hint: 'Rename one: --rename shop.users.orders_connection=another, or --rename shop.users.orders=another.',
        },
      }),
    )
    const renamed = build([source], { rename: { 'shop.users.orders': 'purchases' } })
    expect(named(renamed, 'shop.users').relations).toEqual(['purchases ⇉ shop.orders'])
  })

  it('refuses two tables of one name over all sources, and takes a prefix or a new name', async () => {
    const shop = await describeSqlite('create table users (id integer primary key)')
    const crm = await describeSqlite('create table user (id integer primary key)', { name: 'crm' })
    expect(() => build([shop, crm])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: 'Two tables would be called User: shop.users and crm.user.',
        details: {
          source: 'crm',
          table: 'crm.user',
          hint: "Give one of them another name: --rename crm.user=another (or `rename` in the config) or a prefix: { crm: 'crm' }.",
        },
      }),
    )
    expect(named(build([shop, crm], { prefix: { crm: 'crm' } }), 'crm.user').names).toEqual([
      'CrmUser',
      'crmUser',
      'crmUsers',
    ])
    expect(named(build([shop, crm], { rename: { 'crm.user': 'clients' } }), 'crm.user').names).toEqual([
      'Client',
      'client',
      'clients',
    ])
    expect(named(build([shop, crm], { rename: { 'crm.user': 'person/folk' } }), 'crm.user').names).toEqual([
      'Person',
      'person',
      'folk',
    ])
  })

  it('takes a prefix for one schema', async () => {
    const source = await describePglite(
      database,
      'create schema auth; create table users (id int primary key); create table auth.users (id int primary key)',
    )
    expect(() => build([source])).toThrow('Two tables would be called User: accounts.users and accounts.auth.users.')
    const catalog = build([source], { prefix: { 'accounts.auth': 'auth' } })
    expect(named(catalog, 'accounts.users').names).toEqual(['User', 'user', 'users'])
    expect(named(catalog, 'accounts.auth.users').names).toEqual(['AuthUser', 'authUser', 'authUsers'])
    expect(tableById(catalog, 'accounts.auth.users').sqlSchema).toBe('auth')
  })

  it('shares an enum of two schemas that hold the same, and refuses two that differ', async () => {
    const enums = (values: string) => `
      create schema b;
      create type mood as enum ('sad', 'happy');
      create type b.mood as enum (${values});
      create table a (id int primary key, mood mood);
      create table b.c (id int primary key, mood b.mood)`
    const same = build([await describePglite(database, enums(`'sad', 'happy'`))])
    expect([...same.enums.keys()]).toEqual(['accounts.mood'])
    expect(tableById(same, 'accounts.b.c').columns[1]?.type.enum).toBe('accounts.mood')

    const different = await describePglite(database, enums(`'sad', 'angry'`))
    expect(() => build([different])).toThrow(
      'Two enums with different values would be called Mood: accounts.mood and accounts.b.mood.',
    )
    const renamed = build([different], { rename: { 'accounts.b.mood': 'Temper' } })
    expect(renamed.enums.get('accounts.b.mood')?.name).toBe('Temper')
  })

  it('names an enum without a type in the database after its table and column', async () => {
    const [table] = (await describeSqlite('create table orders (id integer primary key, status text)')).tables
    const columns = table!.columns.map((column) =>
      column.sqlName === 'status'
        ? { ...column, type: { ...column.type, kind: 'enum' as const }, enumValues: ['draft', 'paid'] }
        : column,
    )
    const catalog = build([{ name: 'shop', dialect: 'sqlite', readOnly: false, tables: [{ ...table!, columns }] }])
    expect(catalog.enums.get('shop.orders.status')?.name).toBe('OrderStatus')
  })

  it.each([
    [{ 'shop.user': 'people' }, 'UNKNOWN_TABLE', 'rename shop.user=people: there is no table shop.user.'],
    [{ 'shop.users.nam': 'title' }, 'UNKNOWN_COLUMN', 'rename shop.users.nam=title: shop.users has no nam.'],
    [{ 'shop.users': 'a-b' }, 'NAME_INVALID', 'rename shop.users=a-b: GraphQL does not allow the name "a-b".'],
    [
      { 'shop.users.name': '__x' },
      'NAME_INVALID',
      'rename shop.users.name=__x: GraphQL does not allow the name "__x".',
    ],
  ])('refuses the rename %j', async (rename, code, message) => {
    const source = await describeSqlite('create table users (id integer primary key, name text)')
    expect(() => build([source], { rename: rename as Record<string, string> })).toThrow(
      expect.objectContaining({ code, message }),
    )
  })
})
