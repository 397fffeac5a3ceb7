import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import { createMariadbDatabase, describeMariadb } from '../support/mariadb-server.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'
import { createDraw } from '../support/worlds/seed.ts'
import { statement } from './source-contract.ts'

const CHANGES = Number(process.env['HEDDLE_SESSION_CHANGES'] ?? 2_000)
/** Changes of one borrower. */
const EACH = 5

interface ChangeCase {
  readonly open: () => Promise<Source>
  /** Leaves something in the session, or fails. */
  readonly changes: readonly string[]
  /** What a session shows of itself: everything that a change could have changed. */
  readonly shows: readonly string[]
}

/** Borrowers who leave what they can, on the only connection, and the next one, who must find it as it was. */
async function expectNothingVisible({ open, changes, shows }: ChangeCase): Promise<void> {
  const draw = createDraw(11)
  const source = await open()
  try {
    const look = () => Promise.all(shows.map((text) => showsOf(source, text)))
    const clean = await look()
    for (let done = 0; done < CHANGES; done += EACH) {
      const lease = await source.lease({})
      const made = Array.from({ length: EACH }, () => draw.pick(changes))
      const left = made.map((text) => lease.run({ ...statement(text), prepare: false, foreign: true }).catch(() => {}))
      await Promise.all(left)
      await lease.release()
      expect(await look(), made.join('; ')).toEqual(clean)
    }
  } finally {
    await source.close()
  }
}

/** Its rows, or that it cannot be shown. */
function showsOf(source: Source, text: string): Promise<unknown> {
  return source.run({ ...statement(text), prepare: false }, {}).then(
    ({ rows }) => rows,
    (error: { code?: string }) => error.code,
  )
}

describePostgres('of what a borrower leaves in a session of PostgreSQL', () => {
  let database: TestDatabase
  const role = `heddle_changes_${process.pid}`
  beforeAll(async () => {
    database = await createDatabase('changes')
    await database.query(`create table t (id int primary key, n int); create sequence s; create role ${role} nologin;
      insert into t select g, g from generate_series(1, 10) g`)
  })
  afterAll(async () => {
    await database.query(`drop owned by ${role}; drop role ${role}`)
    await database.drop()
  })

  it(`the next one sees nothing, in ${CHANGES} changes`, async () => {
    await expectNothingVisible({
      open: () =>
        openSource(
          {
            name: 'pg',
            dialect: 'postgres',
            driver: 'postgres',
            url: database.url,
            pool: { size: 1 },
            statementMs: 9_000,
          },
          createEvents(),
        ),
      changes: [
        "set time zone 'Asia/Tokyo'",
        'set bytea_output to escape',
        'set extra_float_digits to -3',
        "set statement_timeout to '77s'",
        'set search_path to pg_catalog',
        'set app.tenant to 7',
        "select set_config('app.user', 'ann', false)",
        "select set_config('app.user', 'ann', true)",
        'set default_transaction_isolation to serializable',
        'set session_replication_role to replica',
        `set role ${role}`,
        `set session authorization ${role}`,
        'begin',
        'begin isolation level serializable',
        'update t set n = n + 1',
        'rollback',
        'create temp table left_here as select 1 as one',
        'create temp view left_view as select 2 as two',
        'create temp table t as select 0 as id, 0 as n',
        'select pg_advisory_lock(1)',
        'select pg_try_advisory_lock(2, 3)',
        'select pg_advisory_lock_shared(4)',
        'listen channel',
        'declare c cursor with hold for select 1',
        "select nextval('s')",
        'select 1 / 0',
      ],
      shows: [
        "select md5(string_agg(name || '=' || coalesce(setting, ''), ',' order by name)) from pg_settings",
        "select current_user, session_user, coalesce(current_setting('app.tenant', true), '') || coalesce(current_setting('app.user', true), '')",
        'select now() = statement_timestamp(), (select count(*) from pg_cursors), (select count(*) from pg_listening_channels())',
        "select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'",
        'select count(*) from pg_class where relnamespace = pg_my_temp_schema()',
        'select one from left_here',
        'select count(*) from t where id > 0',
        "select currval('s')",
      ],
    })
  }, 120_000)
})

describeMariadb('of what a borrower leaves in a session of MariaDB', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createMariadbDatabase('changes')
    await database.query(
      'create table t (id int primary key, n int) engine = innodb; insert into t values (1, 1), (2, 2)',
    )
  })
  afterAll(() => database.drop())

  it(`the next one sees nothing, in ${CHANGES} changes`, async () => {
    await expectNothingVisible({
      open: () =>
        openSource(
          { name: 'maria', dialect: 'mariadb', url: database.url, pool: { size: 1 }, statementMs: 9_000 },
          createEvents(),
        ),
      changes: [
        "set time_zone = '+09:00'",
        "set sql_mode = ''",
        'set group_concat_max_len = 4',
        'set div_precision_increment = 0',
        'set max_statement_time = 77',
        'set names latin1',
        'set autocommit = 0',
        'set session transaction isolation level serializable',
        'set foreign_key_checks = 0',
        'set @tenant = 7',
        'start transaction',
        'start transaction read only',
        'update t set n = n + 1',
        'rollback',
        'create temporary table left_here (one int)',
        'create temporary table t (id int, n int)',
        "select get_lock('heddle', 0)",
        'lock tables t read',
        'use information_schema',
        'insert into nothing values (1)',
      ],
      shows: [
        `select variable_name, variable_value from information_schema.session_variables where variable_name in
          ('TIME_ZONE', 'SQL_MODE', 'GROUP_CONCAT_MAX_LEN', 'DIV_PRECISION_INCREMENT', 'MAX_STATEMENT_TIME', 'AUTOCOMMIT',
           'TX_ISOLATION', 'FOREIGN_KEY_CHECKS', 'CHARACTER_SET_CLIENT', 'CHARACTER_SET_RESULTS', 'COLLATION_CONNECTION')
          order by 1`,
        "select database(), @tenant, @@in_transaction, is_used_lock('heddle')",
        'select one from left_here',
        'select count(*) from t',
      ],
    })
  }, 120_000)
})
