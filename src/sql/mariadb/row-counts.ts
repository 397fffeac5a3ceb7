/** What the engine's own statistics say. */
const query = `
select 'main', table_name, table_rows from information_schema.tables
where table_schema = database() and table_type = 'BASE TABLE'`

export const mariadbRowCounts = { query, next: null }
