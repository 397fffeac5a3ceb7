import type { Events } from '../../events.ts'
import type { Driver } from '../connection.ts'
import { loadDriver } from '../load-driver.ts'
import { Pool } from '../pool.ts'
import { poolSizes } from '../pool-options.ts'
import { createPooledSource } from '../pooled-source.ts'
import type { Source } from '../source.ts'
import type { PostgresSpec } from '../source-spec.ts'
import { poolOptions, reach } from '../reach.ts'
import { classifyPostgresError } from './classify-error.ts'
import { connectPostgres } from './connection.ts'
import { describeTarget, parsePostgresUrl } from './parse-postgres-url.ts'
import type { Pooler } from './pooler.ts'
import type { PostgresJs } from './postgres-js.ts'

/**
 * A source over a PostgreSQL server, through postgres.js.
 *
 * @throws HeddleError CONFIG_INVALID (the URL, the missing driver) or SOURCE_UNREACHABLE.
 */
export async function openPostgres(spec: PostgresSpec, events: Events): Promise<Source> {
  const target = parsePostgresUrl(spec.name, spec.url)
  const postgres = await loadDriver(spec.name, 'postgres', async () => {
    const module = await import('postgres')
    return module.default as unknown as PostgresJs
  })
  const session = { readOnly: spec.readOnly ?? false, statementMs: spec.statementMs }
  let pooler = spec.pooler ?? 'none'
  const onPooler = (found: Pooler) => (pooler = found)
  const options = { target, session, pooler: spec.pooler, onPooler, postgres }
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
  const lane = { driver, pool }
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
