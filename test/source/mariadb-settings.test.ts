import { createConnection } from 'mysql2/promise'
import { describe, expect, it, test } from 'vitest'
import { KnownServer, serverOf } from '../../src/source/mariadb/server.ts'
import { checkSession, checkText, isolationText, settingsText } from '../../src/source/mariadb/session-settings.ts'
import { createMariadbDatabase, describeServers, type TestServer } from './../support/mariadb-server.ts'

/** What a session may be that Heddle did not get as it asked for it. */
const others = (server: TestServer): Readonly<Record<string, string>> => ({
  character_set_client: "character_set_client = 'latin1'",
  character_set_connection: "character_set_connection = 'latin1'",
  character_set_results: "character_set_results = 'latin1'",
  time_zone: "time_zone = '+01:00'",
  sql_mode: "sql_mode = 'ANSI_QUOTES'",
  group_concat_max_len: 'group_concat_max_len = 1024',
  div_precision_increment: 'div_precision_increment = 4',
  ...(server === 'mysql'
    ? {
        information_schema_stats_expiry: 'information_schema_stats_expiry = 86400',
        transaction_isolation: "transaction_isolation = 'READ-COMMITTED'",
      }
    : {
        optimizer_switch: "optimizer_switch = 'subquery_cache=on'",
        tx_isolation: "tx_isolation = 'READ-COMMITTED'",
      }),
})

describeServers('a session that is not set as Heddle needs it', (server) => {
  it.each(Object.entries(others(server)))('is refused, and told by name: %s', async (name, other) => {
    const database = await createMariadbDatabase('settings', server)
    const connection = await createConnection({ uri: database.url, rowsAsArray: true })
    try {
      await connection.query(settingsText(server))
      await connection.query(isolationText({ readOnly: false }))
      const read = async (): Promise<string[]> =>
        ((await connection.query(checkText(server)))[0] as unknown[][])[0]!.map(String) // one row
      expect(() => checkSession('catalogue', server, [])).toThrow()
      const good = await read()
      expect(() => checkSession('catalogue', server, good)).not.toThrow()
      await connection.query(`set session ${other}`)
      const bad = await read()
      expect(() => checkSession('catalogue', server, bad)).toThrowError(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringMatching(
            new RegExp(`^Source "catalogue" \\(.*\\) did not take the session's setting ${name}: it is "`),
          ) as string,
        }),
      )
    } finally {
      await connection.end()
      await database.drop()
    }
  })
})

describe('the version of a server', () => {
  test.each(['10.7.0-MariaDB', '10.11.14-MariaDB-0+deb12u2', '11.8.3-MariaDB', '5.5.5-10.11.6-MariaDB-log'])(
    '%s is MariaDB',
    (version) => expect(serverOf('catalogue', version)).toBe('mariadb'),
  )

  test.each(['8.0.21', '8.0.45', '8.4.6', '9.7.4-2', '8.0.35-27', '10.1.0'])('%s is MySQL', (version) => {
    expect(serverOf('catalogue', version)).toBe('mysql')
  })

  test.each(['10.6.22-MariaDB', '8.0.20', '5.7.44-log', '8.0.11-TiDB-v7.5.1', ''])('%s is refused', (version) => {
    expect(() => serverOf('catalogue', version)).toThrowError(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`version ${version}`) as string,
      }),
    )
  })
})

describe('a source takes its server for one of the two', () => {
  test('for what its first session says, whatever its URL does', () => {
    const known = new KnownServer('catalogue', 'mysql://localhost/catalogue')
    known.see('mariadb')
    expect(known.settle()).toBe('mariadb')
    expect(() => known.see('mariadb')).not.toThrow()
  })

  test.each([
    ['mysql://localhost/catalogue', 'mysql', 'mariadb'],
    ['mariadb://localhost/catalogue', 'mariadb', 'mysql'],
  ] as const)('for what %s means, where none answers at the start: %s and never %s', (url, meant, other) => {
    const known = new KnownServer('catalogue', url)
    expect(known.settle()).toBe(meant)
    expect(() => known.see(other)).toThrowError(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        details: expect.objectContaining({ hint: expect.stringContaining(`${other}://`) as string }) as object,
      }),
    )
  })
})
