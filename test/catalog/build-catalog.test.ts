import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { relationOf, tableById } from '../../src/catalog/lookup.ts'
import { build, named } from './catalogs.ts'
import { describePglite } from './databases.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

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
