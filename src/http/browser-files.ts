import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { HeddleError } from '../errors.ts'
import { packageFile } from '../package-file.ts'

/** A page that runs in a browser, built of `src/browser/`. */
export type PageName = 'graphiql' | 'map'

export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
}

/** What `npm run build` has made of `src/browser/`. */
export interface BrowserFiles {
  /** The HTML of a page. @param data what the page finds in `pageData()` */
  page(name: PageName, data: unknown): Promise<Uint8Array<ArrayBuffer>>
  /** A script, style, font or worker by its name; undefined: there is none. Names hold a hash of what is in them. */
  asset(name: string): Promise<Asset | undefined>
}

const built = packageFile('dist/browser')

/** What stands in a page's HTML for its data. */
const mark = '"HEDDLE_PAGE_DATA"'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

/** Reads the files when a browser asks for them: a server that shows no page has none in memory. */
export function createBrowserFiles(folder = built): BrowserFiles {
  const assets = join(folder, 'assets')
  let names: Promise<ReadonlySet<string>> | undefined
  return {
    async page(name, data) {
      const html = await readFile(join(folder, `${name}.html`), 'utf8').catch((error: unknown) => {
        throw notBuilt(error)
      })
      // Inside of a script element: no text may end it.
      const json = JSON.stringify(data ?? null).replaceAll('<', '\\u003c')
      return Buffer.from(html.replace(mark, () => json))
    },
    async asset(name) {
      names ??= readdir(assets).then(
        (found) => new Set(found),
        () => new Set(),
      )
      const type = types[extname(name)]
      // A name of the list is no path to elsewhere.
      if (type === undefined || !(await names).has(name)) return undefined
      return { bytes: new Uint8Array(await readFile(join(assets, name))), type }
    },
  }
}

function notBuilt(cause: unknown): HeddleError {
  const hint = 'Run `npm run build`.'
  return new HeddleError('CONFIG_INVALID', 'The pages for browsers have not been built.', { hint }, { cause })
}
