import type { Events } from '../../events.ts'
import type { Driver } from '../connection.ts'
import { loadDriver } from '../load-driver.ts'
import { Pool } from '../pool.ts'
import { poolSizes } from '../pool-options.ts'
import { createPooledSource, type Lane } from '../pooled-source.ts'
import { SharedConnections } from '../shared-connections.ts'
import type { Source } from '../source.ts'
import type { PostgresSpec } from '../source-spec.ts'
import { poolOptions, reach } from '../reach.ts'
import { classifyPostgresError } from './classify-error.ts'
import { connectPostgres } from './connection.ts'
import { describeTarget, parsePostgresUrl } from './parse-postgres-url.ts'
import { importPg } from './pg.ts'
import type { Pooler } from './pooler.ts'

/**
 * A source over a PostgreSQL server: `pg` logs in, and `wire.ts` speaks its protocol.
 *
 * @throws HeddleError CONFIG_INVALID (the URL, the missing driver) or SOURCE_UNREACHABLE.
 */
export async function openPostgres(spec: PostgresSpec, events: Events): Promise<Source> {
  const target = parsePostgresUrl(spec.name, spec.url)
  const pg = await loadDriver(spec.name, 'pg', importPg)
  const session = { readOnly: spec.readOnly ?? false, statementMs: spec.statementMs }
  let pooler = spec.pooler ?? 'none'
  const onPooler = (found: Pooler) => (pooler = found)
  const options = { target, session, pooler: spec.pooler, onPooler, pg }
  const driver: Driver = {
    source: spec.name,
    connect: (limits) => connectPostgres(options, limits),
    classify: (error) => classifyPostgresError(spec.name, error),
  }
  const sizes = poolOptions(spec.pool)
  const pool = new Pool(driver, sizes, events)
  await reach(pool, driver, {
    place: describeTarget(target),
    check: 'Check that the server runs, that host, port and database are right, and that user and password may log in.',
    onDown: spec.mayBeDown ? (message) => events.emit({ kind: 'notice', source: spec.name, message }) : undefined,
  })
  // In the other modes, whoever asks wants a connection of his own, or there is only one.
  const shares = sizes.mode === 'queue'
  const lane: Lane = { driver, pool, ...(shares ? { shared: new SharedConnections(pool) } : {}) }
  return createPooledSource({
    name: spec.name,
    dialect: 'postgres',
    isolation: spec.isolation,
    events,
    connections: poolSizes(sizes).total,
    pooled: () => pooler === 'transaction',
    lanes: [lane],
    laneFor: () => lane,
  })
}
