import type { StandardSchema, TableHooks, Validation, WriteHooks } from '../write/table-hooks.ts'
import { fn, invalid, settings } from './setting.ts'
import type { FindTable } from './table-keys.ts'

/**
 * The config's code around writes, by table: `hooks` and `validate`.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE
 */
export function resolveWriteHooks(hooks: unknown, validate: unknown, findTable: FindTable): WriteHooks {
  const tables = new Map<string, TableHooks>()
  for (const [key, value] of entries(hooks, 'hooks')) {
    const path = `hooks.${key}`
    const { beforeWrite, afterCommit } = settings(value, path, ['beforeWrite', 'afterCommit'])
    tables.set(findTable(key, path).id, {
      beforeWrite: beforeWrite === undefined ? undefined : fn(beforeWrite, `${path}.beforeWrite`),
      afterCommit: afterCommit === undefined ? undefined : fn(afterCommit, `${path}.afterCommit`),
    })
  }
  for (const [key, value] of entries(validate, 'validate')) {
    const path = `validate.${key}`
    const { id } = findTable(key, path)
    tables.set(id, { ...tables.get(id), validate: validation(value, path) })
  }
  return tables
}

function entries(value: unknown, path: string): [string, unknown][] {
  return Object.entries(settings(value, path, Object.keys(value ?? {})))
}

function validation(value: unknown, path: string): Validation {
  if (isSchema(value)) return { create: value, update: value, partial: true }
  const { create, update } = settings(value, path, ['create', 'update'])
  return { create: schema(create, `${path}.create`), update: schema(update, `${path}.update`), partial: false }
}

function schema(value: unknown, path: string): StandardSchema | undefined {
  if (value === undefined || isSchema(value)) return value
  throw invalid(path, 'is no Standard Schema', 'zod, valibot and arktype make them.')
}

/** Some are functions. */
function isSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard = (value as Partial<StandardSchema>)['~standard']
  return typeof standard?.validate === 'function'
}
