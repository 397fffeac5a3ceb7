import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openssl = (args: readonly string[]) => promisify(execFile)('openssl', args)

/** PEM files. */
export interface CertifiedKey {
  readonly certificate: string
  readonly key: string
}

/** A certificate of `localhost` that signs itself, and may sign others. */
export async function certifyServer(folder: string): Promise<CertifiedKey> {
  const made = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') }
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject]
  await openssl([...request, '-keyout', made.key, '-out', made.certificate])
  return made
}

/** A certificate of somebody, signed by another. */
export async function certifyClient(folder: string, name: string, authority: CertifiedKey): Promise<CertifiedKey> {
  const made = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  const request = join(folder, `${name}.csr`)
  const keyed = ['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', made.key, '-out', request]
  await openssl(keyed)
  const signed = ['x509', '-req', '-days', '2', '-in', request, '-out', made.certificate, '-CAcreateserial']
  await openssl([...signed, '-CA', authority.certificate, '-CAkey', authority.key])
  return made
}
