import { quote } from './text.ts'

/** Tables whose rows have a number: the greatest is about their count, and found at once. */
const query = `
select 'main', name from pragma_table_list
where schema = 'main' and type = 'table' and wr = 0 and name not like 'sqlite~_%' escape '~'`

/** Tables of one query: SQLite takes 500 at most. */
const TABLES = 200

function next(rows: readonly (readonly unknown[])[]): string[] {
  const counts = rows.map(([, name]) => {
    const literal = `'${String(name).replaceAll("'", "''")}'`
    return `select 'main', ${literal}, max(rowid) from ${quote(String(name))}`
  })
  const chunks = Math.ceil(counts.length / TABLES)
  return Array.from({ length: chunks }, (_, chunk) =>
    counts.slice(chunk * TABLES, (chunk + 1) * TABLES).join('\nunion all '),
  )
}

export const sqliteRowCounts = { query, next }
