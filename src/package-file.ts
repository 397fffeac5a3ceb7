import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = dirname(createRequire(import.meta.url).resolve('heddle/package.json'))

/**
 * A file that this package ships beside its code, wherever that was built to.
 *
 * @param path from the folder of `package.json`
 *
 * @example packageFile('schema/api.graphql')
 */
export function packageFile(path: string): string {
  return join(root, path)
}
