import { execFile } from 'node:child_process'
import { chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
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

  /** A certificate for localhost that signs itself, where the server finds it and alone may read it. */
  async function certify(data: string): Promise<string[]> {
    const [key, certificate] = [join(data, 'server.key'), join(data, 'server.crt')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject]
    await promisify(execFile)('openssl', [...request, '-keyout', key, '-out', certificate])
    const { uid, gid } = await stat(data)
    for (const file of [key, certificate]) await chown(file, uid, gid)
    await copyFile(certificate, join(folder, 'ca.crt'))
    return ['-c', 'ssl=on']
  }

  function open(query: string) {
    const url = `${server?.url.replace('127.0.0.1', 'localhost')}?${query}`.replace('CA', join(folder, 'ca.crt'))
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

  it('is refused where the certificate must be trusted and is not', async () => {
    const error = await failure(open('sslmode=verify-full'))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.message).toContain('self-signed certificate')
  })
})
