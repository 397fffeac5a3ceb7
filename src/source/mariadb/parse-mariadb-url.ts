import { HeddleError } from '../../errors.ts'
import type { Address } from '../socket.ts'
import { clientCertificate, type TlsMode, type TlsTarget } from '../tls.ts'

/** Where a MariaDB or MySQL server is and how to log in. */
export interface MariadbTarget {
  readonly address: Address
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly tls: TlsTarget
}

/** MySQL's names of the modes, and those that PostgreSQL's users know. */
const tlsModes: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  prefer: 'prefer',
  preferred: 'prefer',
  require: 'require',
  required: 'require',
  true: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
  'verify-identity': 'verify-full',
}

/**
 * Reads `mysql://user:password@host:port/database?ssl-mode=REQUIRED`, or `mariadb://…`, which means the same. TLS is
 * preferred unless `ssl-mode` (`DISABLED`, `PREFERRED`, `REQUIRED`, `VERIFY_CA`, `VERIFY_IDENTITY`) says otherwise; `ssl-ca`,
 * `ssl-cert` and `ssl-key` are paths of certificates and of a key, `socket` that of a Unix socket. A password may hold any character; the last `@` before the
 * `?` ends it.
 *
 * @throws HeddleError CONFIG_INVALID, whose message never holds the URL.
 */
export function parseMariadbUrl(source: string, url: string): MariadbTarget {
  const [, location = '', query = ''] = /^(?:mysql|mariadb):\/\/([^?]*)(?:\?(.*))?$/is.exec(url.trim()) ?? []
  const at = location.lastIndexOf('@')
  const [user, password] = at < 0 ? [] : splitOnce(location.slice(0, at), ':')
  const [authority = '', path] = splitOnce(location.slice(at + 1), '/')
  const settings = new URLSearchParams(query)
  const mode = settings.get('ssl-mode') ?? settings.get('sslmode') ?? settings.get('ssl') ?? 'prefer'
  const known = tlsModes[mode.toLowerCase().replaceAll('_', '-')]
  if (known === undefined) {
    throw invalid(source, `ssl-mode=${mode} is none of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY`)
  }
  const database = decode(path)
  if (database === undefined) throw invalid(source, 'it names no database')
  const setting = (...names: string[]): string | undefined =>
    names.map((name) => settings.get(name)).find((value) => value !== null) ?? undefined
  const socket = settings.get('socket')
  return {
    address: socket === null ? parseHost(source, authority) : { path: socket },
    user: decode(user) ?? 'root',
    password: decode(password),
    database,
    tls: {
      mode: known,
      authority: setting('ssl-ca', 'sslrootcert'),
      client: clientCertificate(
        source,
        ['ssl-cert', 'ssl-key'],
        setting('ssl-cert', 'sslcert'),
        setting('ssl-key', 'sslkey'),
      ),
    },
  }
}

/** `host:port/database`: the target in messages. */
export function describeTarget({ address, database }: MariadbTarget): string {
  if ('path' in address) return `${address.path} (${database})`
  const { host, port } = address
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`
}

function parseHost(source: string, text: string): Address {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]*))(?::(?<port>\d*))?$/.exec(decode(text) ?? '')
  const port = Number(match?.groups?.['port'] || '3306')
  if (match === null || !(port >= 1 && port <= 65_535)) {
    throw invalid(
      source,
      'its host and port cannot be read; a ":", "/" or "?" in the password is written %3A, %2F or %3F',
    )
  }
  return { host: match.groups?.['v6'] || match.groups?.['name'] || 'localhost', port }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)]
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function invalid(source: string, why: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', `The URL of source "${source}" cannot be used: ${why}.`, {
    source,
    hint: 'Write mysql://user:password@host:3306/database or mariadb://…',
  })
}
