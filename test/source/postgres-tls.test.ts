import { appendFile, chown, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import { certifyClient, certifyServer } from '../support/certificates.ts'
import { startEmbedded, type StartedPostgres } from '../support/start-postgres.ts'
import { failure, soon, statement } from './source-contract.ts'

describe('a connection inside TLS', () => {
  let folder: string
  let server: StartedPostgres | undefined
  let why = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heddle-tls-'))
    try {
      server = await startEmbedded(certify)
    } catch (error) {
      why = `A PostgreSQL server with TLS did not start: ${String(error)}`
    }
  })
  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  beforeEach(({ skip }) => skip(server === undefined, why))

  /** Certificates, where the server finds them and alone may read its own; one role must show one. */
  async function certify(data: string): Promise<string[]> {
    const own = await certifyServer(data)
    const { uid, gid } = await stat(data)
    for (const file of Object.values(own)) await chown(file, uid, gid)
    await certifyClient(folder, 'certified', own)
    await copyFile(own.certificate, join(folder, 'ca.crt'))
    const rules = join(data, 'pg_hba.conf')
    const others = await readFile(rules, 'utf8')
    await writeFile(rules, 'hostssl all certified all cert\nhost all certified all reject\n')
    await appendFile(rules, others)
    return ['-c', 'ssl=on', '-c', 'ssl_ca_file=server.crt']
  }

  function open(query: string, as = '') {
    const given = query.replace('CA', join(folder, 'ca.crt')).replaceAll('MY', join(folder, 'certified'))
    const url = `${server?.url.replace('127.0.0.1', 'localhost').replace(/\/\/[^@]*@/, as ? `//${as}@` : '$&')}?${given}`
    return openSource({ name: 'pg', dialect: 'postgres', driver: 'postgres', url }, createEvents())
  }

  it.each([
    ['', 't'],
    ['sslmode=disable', 'f'],
    ['sslmode=require', 't'],
    ['sslmode=verify-ca&sslrootcert=CA', 't'],
    ['sslmode=verify-full&sslrootcert=CA', 't'],
  ])('with "%s" answers and cancels; encrypted: %s', async (query, encrypted) => {
    const source = await open(query)
    const asked = statement('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    expect((await source.run(asked, {})).rows).toEqual([[encrypted]])
    await failure(source.run(statement('select pg_sleep(20)'), { deadline: soon(100) }))
    const active = statement(
      `select count(*) from pg_stat_activity where query = 'select pg_sleep(20)' and state = 'active'`,
    )
    await expect.poll(async () => (await source.run(active, {})).rows).toEqual([['0']])
    await source.close()
  })

  it('shows a certificate of its own to a server that asks for one', async () => {
    const owner = await open('')
    await owner.run(statement('create role certified login'), {})
    await owner.close()
    const source = await open('sslmode=verify-full&sslrootcert=CA&sslcert=MY.crt&sslkey=MY.key', 'certified')
    expect((await source.run(statement('select current_user'), {})).rows).toEqual([['certified']])
    await source.close()
    const error = await failure(open('sslmode=require', 'certified'))
    expect(error.message).toContain('certificate')
  })

  it('is refused where a certificate has no key', async () => {
    const error = await failure(open('sslcert=MY.crt'))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('go together') as string })
  })

  it('is refused where the certificate must be trusted and is not', async () => {
    const error = await failure(open('sslmode=verify-full'))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.message).toContain('self-signed certificate')
  })
})
