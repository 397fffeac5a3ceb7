import { HeddleError } from '../errors.ts'

/**
 * Imports a driver, which is installed only where its database is used.
 *
 * @throws HeddleError CONFIG_INVALID that says what to install, or to rebuild.
 */
export async function loadDriver<T>(source: string, packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    throw missingDriver(source, packageName, error) ?? error
  }
}

/** What a driver's failure to load means, or undefined where it is another failure. */
export function missingDriver(source: string, packageName: string, error: unknown): HeddleError | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const message = error instanceof Error ? error.message : ''
  if ((code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(packageName)) {
    const hint = `npm install ${packageName}`
    const text = `Source "${source}" needs the package "${packageName}", which is not installed: ${hint}`
    return new HeddleError('CONFIG_INVALID', text, { source, hint }, { cause: error })
  }
  if (code === 'ERR_DLOPEN_FAILED' || message.startsWith('Could not locate the bindings file')) {
    const hint = `npm rebuild ${packageName}`
    const text = `The package "${packageName}" of source "${source}" was not built for this Node version: ${hint}`
    return new HeddleError('CONFIG_INVALID', text, { source, hint }, { cause: error })
  }
  return undefined
}
