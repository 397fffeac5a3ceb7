import type { Events } from '../../events.ts'
import type { Driver } from '../connection.ts'
import { loadDriver } from '../load-driver.ts'
import { Pool } from '../pool.ts'
import { poolSizes } from '../pool-options.ts'
import { createPooledSource } from '../pooled-source.ts'
import { poolOptions, reach } from '../reach.ts'
import type { Source } from '../source.ts'
import type { MariadbSpec } from '../source-spec.ts'
import { classifyMariadbError } from './classify-error.ts'
import { connectMariadb } from './connection.ts'
import type { Mysql2 } from './mysql2.ts'
import { describeTarget, parseMariadbUrl } from './parse-mariadb-url.ts'
import { KnownServer } from './server.ts'

/**
 * A source over a MariaDB or MySQL server, through mysql2.
 *
 * @throws HeddleError CONFIG_INVALID (the URL, the missing driver, a session that cannot be set) or SOURCE_UNREACHABLE.
 */
export async function openMariadb(spec: MariadbSpec, events: Events): Promise<Source> {
  const target = parseMariadbUrl(spec.name, spec.url)
  const mysql2 = await loadDriver(spec.name, 'mysql2', async () => {
    const module = await import('mysql2')
    return module.default as unknown as Mysql2
  })
  const session = { readOnly: spec.readOnly ?? false, statementMs: spec.statementMs }
  const server = new KnownServer(spec.name, spec.url)
  const options = { source: spec.name, target, session, mysql2, server }
  const driver: Driver = {
    source: spec.name,
    connect: (limits) => connectMariadb(options, limits),
    classify: (error) => classifyMariadbError(spec.name, error),
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
    dialect: server.settle(),
    isolation: spec.isolation,
    events,
    connections: poolSizes(sizes).total,
    lanes: [lane],
    laneFor: () => lane,
  })
}
