import { readFile } from 'node:fs/promises'
import { HeddleError } from '../errors.ts'

/** As libpq names them: only the last two look at the server's certificate, and only the last at its name. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** How a connection is encrypted. Certificates and keys are paths of PEM files. */
export interface TlsTarget {
  readonly mode: TlsMode
  /** Of the authority that the server's certificate must come from; absent: those that this machine trusts. */
  readonly authority: string | undefined
  /** What the server knows us by. */
  readonly client: { readonly certificate: string; readonly key: string } | undefined
}

/** Whether the server's certificate must be trusted. */
export function mustVerify({ mode }: TlsTarget): boolean {
  return mode === 'verify-ca' || mode === 'verify-full'
}

/** What Node's `tls` and mysql2 are given of the files. Rejects where one cannot be read. */
export async function readCertificates(target: TlsTarget): Promise<{ ca?: Buffer; cert?: Buffer; key?: Buffer }> {
  const { authority, client } = target
  const trusted =
    mustVerify(target) && authority !== undefined && authority !== 'system' ? { ca: await readFile(authority) } : {}
  if (client === undefined) return trusted
  const [cert, key] = await Promise.all([readFile(client.certificate), readFile(client.key)])
  return { ...trusted, cert, key }
}

/** @throws HeddleError CONFIG_INVALID where one of them is there without the other; `names` are those of the settings. */
export function clientCertificate(
  source: string,
  names: readonly [certificate: string, key: string],
  certificate: string | undefined,
  key: string | undefined,
): TlsTarget['client'] {
  if (certificate !== undefined && key !== undefined) return { certificate, key }
  if (certificate === undefined && key === undefined) return undefined
  throw new HeddleError(
    'CONFIG_INVALID',
    `The URL of source "${source}" cannot be used: ${names[0]} and ${names[1]} go together.`,
    { source, hint: `Write both, as paths of PEM files: ?${names[0]}=client.crt&${names[1]}=client.key` },
  )
}
