import type { HeddleConfig } from '../config/heddle-config.ts'
import { resolveConfig as checkConfig } from '../config/resolve-config.ts'
import type { ResolvedConfig, ResolvedSource } from '../config/resolved-config.ts'
import { HeddleError } from '../errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * Checks a config, and that several processes may serve it side by side.
 *
 * @throws HeddleError CONFIG_INVALID for an embedded PGlite and for a SQLite database in memory: neither can be shared.
 */
export async function checkShareable(
  config: HeddleConfig,
  workers: number,
  env: Terminal['env'],
): Promise<ResolvedConfig> {
  const resolved = await checkConfig(config, { production: env['NODE_ENV'] === 'production' })
  for (const { spec } of resolved.sources) {
    const problem = problemOf(spec)
    if (problem === null) continue
    const [why, hint] = problem
    throw new HeddleError('CONFIG_INVALID', `--workers ${workers}: the source "${spec.name}" is ${why}.`, {
      source: spec.name,
      hint,
    })
  }
  return resolved
}

function problemOf(spec: ResolvedSource['spec']): readonly [why: string, hint: string] | null {
  if (spec.dialect === 'sqlite') {
    if (spec.file !== ':memory:') return null
    return [
      'a SQLite database in memory, and each worker would have one of its own',
      'Serve a file (sqlite:path), or serve from one process: leave --workers out.',
    ]
  }
  if (spec.dialect === 'mariadb' || spec.driver !== 'pglite') return null
  return [
    'an embedded PGlite, which one process has to itself',
    'Serve from one process (leave --workers out), or move the data to a PostgreSQL server (postgres://…).',
  ]
}
