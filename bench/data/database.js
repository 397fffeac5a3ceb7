import postgres from 'postgres'

/**
 * One connection to a database of that server, for statements that make data.
 *
 * @param {string} url
 */
export function connect(url) {
  return postgres(url, { max: 1, onnotice: () => {} })
}

/**
 * Makes a database anew and runs statements in it, one text with many statements.
 *
 * @param {string} server any URL of the server
 * @param {string} url of the database, which is made
 * @param {string} statements
 * @param {{ template?: string }} [options] a database to copy
 */
export async function makeDatabase(server, url, statements, { template } = {}) {
  const name = new URL(url).pathname.slice(1)
  const admin = connect(server)
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name}${template ? ` template ${template}` : ''}`)
  await admin.end()
  const sql = connect(url)
  await sql.unsafe(statements).simple()
  await sql.unsafe('vacuum analyze').simple() // not in the text above, which is one transaction
  await sql.end()
}
