import { HeddleError } from '../../errors.ts'
import { clientCertificate, type TlsMode, type TlsTarget } from '../tls.ts'

/** Where a PostgreSQL server is and how to log in. */
export interface PostgresTarget {
  /** Tried in order. A host that begins with `/` is the folder of a Unix socket. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly tls: TlsTarget
  /** Settings of the session, sent when it begins: `application_name`, `search_path`, `options` … */
  readonly settings: Readonly<Record<string, string>>
}

const tlsModes: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  false: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  true: 'require',
  'no-verify': 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
}

/**
 * Reads `postgres://user:password@host:port/database?sslmode=require&application_name=x`, as libpq does: several hosts
 * (`a:5432,b:5433`), a socket folder (`?host=/run/postgresql`), TLS preferred unless `sslmode` says otherwise, with
 * `sslrootcert`, `sslcert` and `sslkey`. A password may hold any character; the last `@` before the `?` ends it.
 *
 * @throws HeddleError CONFIG_INVALID, whose message never holds the URL.
 */
export function parsePostgresUrl(source: string, url: string): PostgresTarget {
  const [, location = '', query = ''] = /^postgres(?:ql)?:\/\/([^?]*)(?:\?(.*))?$/s.exec(url) ?? []
  const at = location.lastIndexOf('@')
  const [user, password] = at < 0 ? [] : splitOnce(location.slice(0, at), ':')
  const [authority, database] = splitOnce(location.slice(at + 1), '/')
  const {
    host,
    port,
    user: asUser,
    password: asPassword,
    dbname,
    sslmode,
    ssl,
    sslrootcert,
    sslcert,
    sslkey,
    ...settings
  } = Object.fromEntries(new URLSearchParams(query))
  const mode = sslmode ?? ssl ?? 'prefer'
  const known = tlsModes[mode]
  if (known === undefined) throw invalid(source, `sslmode=${mode} is none of ${Object.keys(tlsModes).join(', ')}`)
  return {
    hosts: (host ?? authority ?? '').split(',').map((one) => parseHost(source, one, port)),
    user: asUser ?? decode(user),
    password: asPassword ?? decode(password),
    database: dbname ?? decode(database),
    tls: {
      mode: known,
      authority: sslrootcert,
      client: clientCertificate(source, ['sslcert', 'sslkey'], sslcert, sslkey),
    },
    settings: withoutTimeout(settings),
  }
}

/** `host:port/database`: the target in messages. */
export function describeTarget(target: PostgresTarget): string {
  const hosts = target.hosts.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`))
  return `${hosts.join(',')}/${target.database ?? ''}`
}

function parseHost(source: string, text: string, defaultPort = '5432'): { host: string; port: number } {
  const folder = text.startsWith('/')
  const match = folder ? null : /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]*))(?::(?<port>\d*))?$/.exec(decode(text) ?? '')
  const port = Number(match?.groups?.['port'] || defaultPort)
  if ((match === null && !folder) || !(port >= 1 && port <= 65_535)) {
    throw invalid(
      source,
      'its host and port cannot be read; a ":", "/" or "?" in the password is written %3A, %2F or %3F',
    )
  }
  return { host: folder ? text : match?.groups?.['v6'] || match?.groups?.['name'] || 'localhost', port }
}

/** Connecting has a time limit of its own, and the server would refuse the setting. */
function withoutTimeout(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'connect_timeout'))
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
    hint: 'Write postgres://user:password@host:5432/database',
  })
}
