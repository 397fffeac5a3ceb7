import { HeddleError } from '../../errors.ts'
import type { Server } from '../../sql/mariadb/types.ts'

/**
 * Which server answers, by what `version()` says: MariaDB says its name, MySQL a number alone.
 *
 * @throws HeddleError CONFIG_INVALID for a server that this release does not speak
 */
export function serverOf(source: string, version: string): Server {
  const mariadb = /(\d+)\.(\d+)[^-]*-MariaDB/i.exec(version)
  const [, major = 0, minor = 0, patch = 0] = (mariadb ?? /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  if (mariadb && isAtLeast([major, minor], [10, 7])) return 'mariadb'
  if (!mariadb && isAtLeast([major, minor, patch], [8, 0, 21])) return 'mysql'
  throw new HeddleError(
    'CONFIG_INVALID',
    `Source "${source}" is a server of version ${version}, and Heddle speaks MariaDB from 10.7 on and MySQL from 8.0.21 on: older ones lack JSON_TABLE, collations by code point, or what they know of a row beside a subquery.`,
    { source, hint: 'Serve the tables from MariaDB 10.11 or MySQL 8.4, or later ones.' },
  )
}

function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((number, index) => number !== version[index])
  return at < 0 || (version[at] ?? 0) > (least[at] ?? 0)
}

/** Which server an URL means, while none answers: `mysql://` and `mariadb://` lead to either. */
function serverOfUrl(url: string): Server {
  return /^\s*mysql:/i.test(url) ? 'mysql' : 'mariadb'
}

/**
 * What a source takes its server for. Its first session says; statements are made for that, so that no later session may be
 * of the other.
 */
export class KnownServer {
  readonly #source: string
  readonly #url: string
  #server: Server | null = null

  constructor(source: string, url: string) {
    this.#source = source
    this.#url = url
  }

  /**
   * A session is of this server.
   *
   * @throws HeddleError CONFIG_INVALID where the source is taken for the other
   */
  see(server: Server): void {
    this.#server ??= server
    if (this.#server === server) return
    const found = titles[server]
    throw new HeddleError(
      'CONFIG_INVALID',
      `Source "${this.#source}" is ${found}, and was taken for ${titles[this.#server]} when Heddle started.`,
      {
        source: this.#source,
        hint: `Write its URL as ${server}://…, which is what a server that does not answer at the start is taken for, and start Heddle again.`,
      },
    )
  }

  /** From here on no session may be of another: of the first one's, or, where none was made, of the one that the URL means. */
  settle(): Server {
    this.#server ??= serverOfUrl(this.#url)
    return this.#server
  }
}

const titles: Readonly<Record<Server, string>> = { mariadb: 'MariaDB', mysql: 'MySQL' }
