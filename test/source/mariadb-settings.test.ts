import { createConnection } from 'mysql2/promise'
import { describe, expect, it, test } from 'vitest'
import {
  checkSession,
  checkText,
  checkVersion,
  isolationText,
  settingsText,
} from '../../src/source/mariadb/session-settings.ts'
import { createMariadbDatabase, describeMariadb } from './../support/mariadb-server.ts'

/** What a session may be that Heddle did not get as it asked for it. */
const others: Readonly<Record<string, string>> = {
  character_set_client: "character_set_client = 'latin1'",
  character_set_connection: "character_set_connection = 'latin1'",
  character_set_results: "character_set_results = 'latin1'",
  time_zone: "time_zone = '+01:00'",
  sql_mode: "sql_mode = 'ANSI_QUOTES'",
  group_concat_max_len: 'group_concat_max_len = 1024',
  div_precision_increment: 'div_precision_increment = 4',
  optimizer_switch: "optimizer_switch = 'subquery_cache=on'",
  tx_isolation: "tx_isolation = 'READ-COMMITTED'",
}

describeMariadb('a session that is not set as Heddle needs it', () => {
  it.each(Object.entries(others))('is refused, and told by name: %s', async (name, other) => {
    const database = await createMariadbDatabase('settings')
    const connection = await createConnection({ uri: database.url, rowsAsArray: true })
    try {
      await connection.query(settingsText)
      await connection.query(isolationText({ readOnly: false }))
      const read = async (): Promise<string[]> =>
        ((await connection.query(checkText))[0] as unknown[][])[0]!.map(String) // one row
      expect(() => checkSession('catalogue', [])).toThrow()
      const good = await read()
      expect(() => checkSession('catalogue', good)).not.toThrow()
      await connection.query(`set session ${other}`)
      const bad = await read()
      expect(() => checkSession('catalogue', bad)).toThrowError(
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
    '%s will do',
    (version) => {
      expect(() => checkVersion('catalogue', version)).not.toThrow()
    },
  )

  test.each(['10.6.22-MariaDB', '8.0.45', '8.4.6', '9.7.4-2', '5.7.44-log', ''])('%s is refused', (version) => {
    expect(() => checkVersion('catalogue', version)).toThrowError(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`version ${version}`) as string,
      }),
    )
  })
})
