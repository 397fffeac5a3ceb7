import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import * as mysql from 'drizzle-orm/mysql-core'
import * as pg from 'drizzle-orm/pg-core'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { failure, statement } from '../source/source-contract.ts'
import { noMariadb } from '../support/mariadb-server.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { openBank, type Bank } from './places.ts'
import type { Transaction } from '../../src/write/transaction.ts'
import { describeUnless } from '../support/describe-unless.ts'

const members = pg.pgTable('member', {
  id: pg.serial().primaryKey(),
  name: pg.text().notNull(),
  active: pg.boolean().notNull(),
  big: pg.bigint({ mode: 'bigint' }),
  tags: pg.text().array(),
  about: pg.jsonb(),
  since: pg.timestamp({ withTimezone: true }),
  photo: pg.bytea(),
})
const visits = sqliteTable('visit', {
  id: integer().primaryKey(),
  memberId: integer('member_id').notNull(),
  at: integer({ mode: 'timestamp' }).notNull(),
  note: text({ mode: 'json' }),
  paid: integer({ mode: 'boolean' }).notNull(),
  ticket: blob({ mode: 'buffer' }),
})
const badges = mysql.mysqlTable('badge', {
  id: mysql.int().autoincrement().primaryKey(),
  memberId: mysql.int('member_id').notNull(),
  colour: mysql.varchar({ length: 20 }).notNull(),
  given: mysql.datetime({ mode: 'date' }),
  valid: mysql.boolean().notNull(),
})

const missing = noPostgres ?? noMariadb

describeUnless(missing, 'a transaction written with Drizzle', () => {
  let bank: Bank
  const transaction = <T>(work: (tx: Transaction) => Promise<T>) =>
    bank.writer.transaction(work, { sources: bank.sources })
  const counts = async () => {
    const tables = { a: 'member', b: 'visit', c: 'badge' }
    const entries = Object.entries(tables).map(async ([name, table]) =>
      Number((await bank.read(name, `select count(*) from ${table}`))[0]![0]),
    )
    return Promise.all(entries)
  }
  beforeAll(async () => {
    bank = await openBank({ a: 'postgres', b: 'sqlite', c: 'mariadb' })
    const make = (name: string, sql: string) => bank.sources.get(name)!.run(statement(sql), { writes: true })
    await make(
      'a',
      `create table member (id serial primary key, name text not null unique, active boolean not null, big bigint, tags text[], about jsonb, since timestamptz, photo bytea)`,
    )
    await make(
      'b',
      `create table visit (id integer primary key, member_id integer not null, at integer not null, note text, paid integer not null, ticket blob)`,
    )
    await make(
      'c',
      `create table badge (id integer auto_increment primary key, member_id integer not null, colour varchar(20) not null, given datetime, valid boolean not null)`,
    )
  })
  afterAll(() => bank.close())

  it('is committed in all databases, and reads back what it wrote, as Drizzle types it', async () => {
    const at = new Date('2026-11-22T10:00:00Z')
    const read = await transaction(async (tx) => {
      const [member] = await tx
        .postgres('a')
        .insert(members)
        .values({
          name: 'Ann',
          active: true,
          big: 2n ** 60n,
          tags: ['x', 'y, z'],
          about: { a: [1] },
          since: at,
          photo: Buffer.from([0, 255]),
        })
        .returning()
      const memberId = member!.id
      await tx
        .sqlite('b')
        .insert(visits)
        .values({ memberId, at, note: { n: 1 }, paid: true, ticket: Buffer.from([1, 2]) })
      await tx.mariadb('c').insert(badges).values({ memberId, colour: 'red', given: at, valid: true })
      return {
        member,
        visit: await tx.sqlite('b').select().from(visits).where(eq(visits.memberId, memberId)),
        badge: await tx.mariadb('c').select().from(badges).where(eq(badges.memberId, memberId)),
      }
    })
    expect(read).toEqual({
      member: {
        ...{ id: 1, name: 'Ann', active: true, big: 2n ** 60n, tags: ['x', 'y, z'], about: { a: [1] }, since: at },
        photo: Buffer.from([0, 255]),
      },
      visit: [{ id: 1, memberId: 1, at, note: { n: 1 }, paid: true, ticket: Buffer.from([1, 2]) }],
      badge: [{ id: 1, memberId: 1, colour: 'red', given: at, valid: true }],
    })
    expect(await counts()).toEqual([1, 1, 1])
  })

  it('is rolled back in all databases where the code throws', async () => {
    const thrown = new Error('no')
    const work = transaction(async (tx) => {
      await tx.postgres('a').insert(members).values({ name: 'Ben', active: false })
      await tx.sqlite('b').insert(visits).values({ memberId: 9, at: new Date(), paid: false })
      throw thrown
    })
    await expect(work).rejects.toBe(thrown)
    expect(await counts()).toEqual([1, 1, 1])
  })

  it('is rolled back in all databases where a statement failed, though the code went on', async () => {
    const work = transaction(async (tx) => {
      await tx.mariadb('c').insert(badges).values({ memberId: 9, colour: 'blue', valid: false })
      await tx
        .postgres('a')
        .insert(members)
        .values({ name: 'Ann', active: false })
        .catch(() => {})
    })
    expect((await failure(work)).code).toBe('TRANSACTION_ABORTED')
    expect(await counts()).toEqual([1, 1, 1])
  })

  it('runs SQL of one’s own, and refuses to guess the names of its columns', async () => {
    expect(await transaction((tx) => tx.run('b', 'select ?, ?', ['a', 1]))).toEqual([['a', 1]])
    expect((await failure(transaction(async (tx) => void tx.sqlite('a')))).message).toContain('speaks postgres')
    const raw = transaction((tx) =>
      tx
        .postgres('a')
        .execute('select 1 as one')
        .then((rows) => rows),
    )
    await expect(raw).rejects.toThrow()
  })
})
