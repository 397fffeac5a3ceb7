import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import { certifyClient, certifyServer } from '../support/certificates.ts'
import { noOwnMariadb, startOwnMariadb, type OwnMariadb } from '../support/start-own-mariadb.ts'
import { failure, soon, statement } from './source-contract.ts'

describe('a connection to MariaDB inside TLS', () => {
  if (noOwnMariadb !== null) {
    it('needs a server of its own', ({ skip }) => skip(String(noOwnMariadb)))
    return
  }
  let folder: string
  let server: OwnMariadb

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heddle-tls-'))
    const own = await certifyServer(folder)
    await certifyClient(folder, 'certified', own)
    const { certificate, key } = own
    server = await startOwnMariadb([`--ssl-cert=${certificate}`, `--ssl-key=${key}`, `--ssl-ca=${certificate}`])
    await server.query(`create database x; create user certified require subject '/CN=certified';
      grant all on x.* to certified`)
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  function open(query: string, as = 'root') {
    const url = new URL(server.url)
    const given = query.replace('=CA', `=${join(folder, 'server.crt')}`).replaceAll('MY', join(folder, 'certified'))
    return openSource(
      {
        name: 'ma',
        dialect: 'mariadb',
        url: `mysql://${as}@localhost:${url.port}/x?${given}`,
      },
      createEvents(),
    )
  }

  it.each([
    ['', true],
    ['ssl-mode=DISABLED', false],
    ['ssl-mode=REQUIRED', true],
    ['ssl-mode=VERIFY_CA&ssl-ca=CA', true],
    ['ssl-mode=VERIFY_IDENTITY&ssl-ca=CA', true],
  ])('with "%s" answers and cancels; encrypted: %s', async (query, encrypted) => {
    const source = await open(query)
    const { rows } = await source.run(statement("show session status like 'Ssl_cipher'"), {})
    expect(String(rows[0]?.[1]) !== '').toBe(encrypted)
    await failure(source.run(statement('select sleep(20)'), { deadline: soon(100) }))
    const active = statement(
      "select count(*) from information_schema.processlist where info = 'select sleep(20)' and command <> 'Sleep'",
    )
    await expect.poll(async () => String((await source.run(active, {})).rows[0]?.[0])).toBe('0')
    await source.close()
  })

  it('shows a certificate of its own to a server that asks for one', async () => {
    const source = await open('ssl-mode=VERIFY_IDENTITY&ssl-ca=CA&ssl-cert=MY.crt&ssl-key=MY.key', 'certified')
    expect((await source.run(statement('select substring_index(current_user(), 0x40, 1)'), {})).rows).toEqual([
      ['certified'],
    ])
    await source.close()
    const error = await failure(open('ssl-mode=REQUIRED', 'certified'))
    expect(error.message).toContain('Access denied')
  })

  it('is refused where the certificate must be trusted and is not, or has no key', async () => {
    const untrusted = await failure(open('ssl-mode=VERIFY_IDENTITY'))
    expect(untrusted.code).toBe('SOURCE_UNREACHABLE')
    expect(untrusted.message).toContain('self-signed certificate')
    expect((await failure(open('ssl-cert=MY.crt'))).message).toContain('go together')
  })
})
