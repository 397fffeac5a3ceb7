import { describe, expect, it } from 'vitest'
import { buildCatalogs, type CatalogInput } from '../../src/catalog/build-catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import { relationOf, tableById } from '../../src/catalog/lookup.ts'
import { arrow, build, named, sqlite } from './catalogs.ts'
import { describeSqlite } from './databases.ts'

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
