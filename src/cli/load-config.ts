import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { HeddleConfig } from '../config/heddle-config.ts'
import { HeddleError } from '../errors.ts'

/** Looked for in this order where no file is named. */
export const configNames = ['heddle.config.ts', 'heddle.config.js', 'heddle.config.mjs'] as const

/** The config file of a directory, where it has one. */
export function findConfig(directory: string): string | undefined {
  return configNames.map((name) => resolve(directory, name)).find((file) => existsSync(file))
}

/**
 * Runs a config file, fresh each time with all that it imports, and returns its default export. TypeScript needs no
 * build. `heddle` in it is this very installation, so that it need not be installed beside the file.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export async function loadConfig(file: string): Promise<HeddleConfig> {
  if (!existsSync(file)) throw invalid(`There is no config file ${file}.`, 'Check the path after --config.')
  const { createJiti } = await import('jiti')
  // Without the module cache a reload sees the file and its schemas as they are now.
  const jiti = createJiti(import.meta.url, { moduleCache: false, virtualModules: await ownModules() })
  let config: unknown
  try {
    config = await jiti.import<unknown>(file, { default: true })
  } catch (error) {
    if (error instanceof HeddleError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new HeddleError(
      'CONFIG_INVALID',
      `The config file ${file} cannot be run: ${reason}`,
      { hint: 'Correct the file, or what it imports.' },
      { cause: error },
    )
  }
  if (typeof config !== 'object' || config === null || !('sources' in config)) {
    throw invalid(
      `The config file ${file} has no config as its default export.`,
      'Write: export default defineConfig({ sources: { … } }).',
    )
  }
  return config as HeddleConfig // what is in it, createHeddle checks
}

/** The package's entry points, as `package.json` exports them. */
async function ownModules(): Promise<Record<string, unknown>> {
  return {
    heddle: await import('../index.ts'),
    'heddle/postgres': await import('../postgres.ts'),
    'heddle/mariadb': await import('../mariadb.ts'),
    'heddle/sqlite': await import('../sqlite.ts'),
    'heddle/pglite': await import('../pglite.ts'),
  }
}

function invalid(message: string, hint: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', message, { hint })
}
