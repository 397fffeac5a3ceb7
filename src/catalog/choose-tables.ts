import { HeddleError } from '../errors.ts'
import type { FoundTable, IntrospectionOptions } from './introspection.ts'
import { didYouMean } from './near-names.ts'

/** What migration tools keep for themselves. Served only when `include` names it. */
const bookkeeping = new Set([
  '__drizzle_migrations',
  '_prisma_migrations',
  '__efmigrationshistory',
  'ar_internal_metadata',
  'flyway_schema_history',
  'knex_migrations',
  'knex_migrations_lock',
  'kysely_migration',
  'kysely_migration_lock',
  'schema_migrations',
])

/** Heddle's own. They are never served: whoever could write there could undo what was decided, or answer for others. */
const own = new Set(['heddle_decision', 'heddle_idempotency'])

/**
 * The tables to describe, of all that were found: those of `schemas`, that `include` names (all by default) and
 * `exclude` does not. A name that stands for nothing is an error, because a misspelt `exclude` would publish a table.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE
 */
export function chooseTables(
  found: readonly FoundTable[],
  schemas: readonly string[],
  defaultSchema: string,
  options: IntrospectionOptions,
): { chosen: FoundTable[]; notices: string[] } {
  const missing = options.schemas?.find((schema) => !schemas.includes(schema))
  if (missing !== undefined) {
    throw new HeddleError('CONFIG_INVALID', `Source ${options.name} has no schema ${missing}.`, {
      source: options.name,
      hint: `Schemas there: ${schemas.join(', ')}.`,
    })
  }
  const inSchemas = options.schemas ? found.filter((table) => options.schemas!.includes(table.schema)) : found
  for (const pattern of [...(options.include ?? []), ...(options.exclude ?? [])]) {
    if (!pattern.includes('*') && !found.some((table) => matches(pattern, table))) {
      const names = found.map((table) =>
        table.schema === defaultSchema ? table.name : `${table.schema}.${table.name}`,
      )
      throw new HeddleError('UNKNOWN_TABLE', `Source ${options.name} has no table ${pattern} to include or exclude.`, {
        source: options.name,
        hint: didYouMean(pattern, names),
      })
    }
  }

  const chosen: FoundTable[] = []
  const notices: string[] = []
  for (const table of inSchemas) {
    const path = `${options.name}.${table.schema === defaultSchema ? '' : `${table.schema}.`}${table.name}`
    const named = options.include?.some((pattern) => matches(pattern, table))
    if (own.has(table.name) || named === false || options.exclude?.some((pattern) => matches(pattern, table))) continue
    if (table.leftOut !== null) notices.push(`${path}: left out, because ${table.leftOut}`)
    else if (bookkeeping.has(table.name.toLowerCase()) && !options.include?.some((name) => isExactly(name, table))) {
      notices.push(`${path}: left out, because it is a migration tool's own; include it by name to serve it`)
    } else chosen.push(table)
  }
  return { chosen, notices }
}

function isExactly(name: string, table: FoundTable): boolean {
  return !name.includes('*') && matches(name, table)
}

/** `users` is that name in any schema, `sales.users` in one; `*` stands for any characters. */
function matches(pattern: string, table: FoundTable): boolean {
  const expression = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
  return expression.test(table.name) || expression.test(`${table.schema}.${table.name}`)
}
