import { expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { mariadb } from '../../src/mariadb.ts'
import { postgres } from '../../src/postgres.ts'
import { createHeddle } from '../../src/start.ts'
import { missingServer, openWriteWorld, type OpenWriteWorld } from '../write/shop.ts'
import { describeWorld } from '../write/describe-shop.ts'

/** Traps of `traps.ts` that no other test shows, on every database alike. */

const ddl = `
  create table people (id integer primary key, name varchar(40) not null, note varchar(40), age integer);
  insert into people values (1, '0', 'x', 3), (2, '1abc', null, 4), (3, 'abc', 'y', -3), (4, '', 'z', -4), (5, '00', null, null);
`
/** How a transaction is told from within how it is isolated. */
const isolationOf: Partial<Readonly<Record<DialectName, string>>> = {
  postgres: `select current_setting('transaction_isolation')`,
  mariadb: 'select trx_isolation_level from information_schema.innodb_trx where trx_mysql_thread_id = connection_id()',
  mysql: 'select trx_isolation_level from information_schema.innodb_trx where trx_mysql_thread_id = connection_id()',
}
const defaults: Partial<Readonly<Record<DialectName, string>>> = {
  postgres: 'read committed',
  mariadb: 'repeatable read',
  mysql: 'repeatable read',
}

for (const dialect of ['postgres', 'sqlite', 'mariadb', 'mysql'] as const) {
  const open = () => openWriteWorld({ sources: { db: { dialect, ddl, reset: [] } } })
  describeWorld({ name: `in ${dialect}`, missing: missingServer([dialect]) }, open, (world) => {
    const ask = async (document: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
      const { result } = await world.run(document, variables)
      expect(result.errors, document).toBeUndefined()
      return result.data
    }

    it('a mean of whole numbers keeps what is left of the division', async () => {
      const mean = (ids: string) => ask(`{ peopleAggregate(where: {id: {in: [${ids}]}}) { avg { age } sum { age } } }`)
      expect(await mean('1, 2')).toEqual({ peopleAggregate: { avg: { age: '3.500000' }, sum: { age: '7' } } })
      expect(await mean('3, 4')).toEqual({ peopleAggregate: { avg: { age: '-3.500000' }, sum: { age: '-7' } } })
    })

    it('a mean of no values is null, and no error', async () => {
      const none = { peopleAggregate: { count: 0, avg: { age: null } } }
      expect(await ask('{ peopleAggregate(where: {id: {eq: 99}}) { count avg { age } } }')).toEqual(none)
      const ofNull = { peopleAggregate: { count: 1, avg: { age: null } } }
      expect(await ask('{ peopleAggregate(where: {id: {eq: 5}}) { count avg { age } } }')).toEqual(ofNull)
    })

    it('a list without a value holds none, and a null is neither in a list nor out of it', async () => {
      const ids = (where: string) => ask(`{ people(where: ${where}) { id } }`)
      expect(await ids('{age: {in: []}}')).toEqual({ people: [] })
      expect(await ids('{age: {notIn: [3, 4]}}')).toEqual({ people: [{ id: 3 }, { id: 4 }] })
      expect(await ids('{NOT: {age: {in: [3, 4]}}}')).toEqual({ people: [{ id: 3 }, { id: 4 }] })
    })

    it('a text is compared with texts: neither 0 nor 1 is what a text begins with', async () => {
      const named = (name: unknown) =>
        world.run('query ($name: String!) { people(where: {name: {eq: $name}}) { id } }', { name })
      expect((await named('0')).result.data).toEqual({ people: [{ id: 1 }] })
      expect((await named('1')).result.data).toEqual({ people: [] })
      expect((await named('')).result.data).toEqual({ people: [{ id: 4 }] })
      expect((await named(0)).error).toMatchObject({ code: 'BAD_USER_INPUT' })
      const aged = await world.run('query ($age: Int!) { people(where: {age: {eq: $age}}) { id } }', { age: '3abc' })
      expect(aged.error).toMatchObject({ code: 'BAD_USER_INPUT' })
    })

    it('two names of a client that are alike in their first 300 characters are two', async () => {
      const long = 'a'.repeat(300)
      expect(await ask(`{ people(where: {id: {eq: 1}}) { ${long}1: name ${long}2: age } }`)).toEqual({
        people: [{ [`${long}1`]: '0', [`${long}2`]: 3 }],
      })
    })

    it('an update leaves alone what it does not name, and takes null for a value', async () => {
      const update = 'mutation ($data: PersonUpdate!) { updatePerson(where: {id: 1}, data: $data) { name note age } }'
      const first = { name: '0', note: 'x', age: 3 }
      expect(await ask(update, { data: { name: '0' } })).toEqual({ updatePerson: first })
      expect(await ask(update, { data: { note: null } })).toEqual({ updatePerson: { ...first, note: null } })
      const whole =
        'mutation ($note: String, $age: Int) { updatePerson(where: {id: 1}, data: {note: $note, age: $age}) { name note age } }'
      // A variable that is not given is as if its place were not there.
      expect(await ask(whole, { note: 'x' })).toEqual({ updatePerson: first })
    })

    // The others hold every column to its type.
    if (dialect === 'sqlite') {
      it('a value of another type than its column is refused at its field, and disturbs the order of no other', async () => {
        await world.query('db', "insert into people values (6, 'six', null, 'old')")
        const { result } = await world.run('{ people(orderBy: [{age: asc}]) { id age } }')
        const rows = (result.data as { people: { id: number }[] }).people
        expect(rows.filter(({ id }) => id !== 6)).toEqual(
          [4, 3, 1, 2, 5].map((id) => expect.objectContaining({ id }) as object),
        )
        expect(rows.find(({ id }) => id === 6)).toEqual({ id: 6, age: null })
        expect(result.errors).toMatchObject([{ extensions: { code: 'VALUE_NOT_REPRESENTABLE', columns: ['age'] } }])
        await world.query('db', 'delete from people where id = 6')
      })
    }

    const isolation = isolationOf[dialect]
    if (isolation === undefined) return

    it('a transaction that writes is isolated as the config says, whatever the server does by itself', async () => {
      const seen = async (heddle: OpenWriteWorld['heddle']): Promise<string> =>
        heddle.transaction(async (tx) => {
          await tx.run('db', 'update people set age = age where id = 1')
          // MySQL looks for new transactions ten times a second.
          let rows = await tx.run('db', isolation)
          for (let tries = 0; rows.length === 0 && tries < 20; tries += 1) {
            await new Promise((resolve) => setTimeout(resolve, 100))
            rows = await tx.run('db', isolation)
          }
          return String(rows[0]?.[0]).toLowerCase()
        })
      expect(await seen(world.heddle)).toBe(defaults[dialect])
      const url = String((world.config as { sources: Record<string, string> }).sources['db'])
      const options = { url, isolation: 'serializable' } as const
      const other = await createHeddle({
        sources: { db: dialect === 'postgres' ? postgres(options) : mariadb(options) },
        log: 'silent',
      })
      try {
        expect(await seen(other)).toBe('serializable')
      } finally {
        await other.close()
      }
    })
  })
}
