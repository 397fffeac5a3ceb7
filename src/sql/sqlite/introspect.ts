import type { Introspection } from '../../catalog/introspection.ts'
import { declaredType } from './declared-type.ts'

/*
 * SQLite tells through pragmas, here as table-valued functions: one statement for all tables. They read the schema
 * and never a row of data. Only `main`: attached and temporary databases belong to a connection, not to the file.
 */

const tables = `
select 'main', s.name, s.type, null,
  case when l.type = 'virtual' then 'it is a virtual table' end,
  case when s.type = 'view' then s.rowid end
from pragma_table_list l
join sqlite_schema s on s.name = l.name and s.type in ('table', 'view')
where l.schema = 'main' and l.type in ('table', 'view', 'virtual') and s.name not like 'sqlite~_%' escape '~'
order by s.name`

/** What a table is, beside its name, for the queries that follow. */
const realTables = `
from pragma_table_list l
join sqlite_schema s on s.name = l.name and s.type = 'table'`

const onlyMain = `l.schema = 'main' and l.type = 'table' and s.name not like 'sqlite~_%' escape '~'`

/** A column that is another name of the rowid: it is never null, and has a value where none is given. */
const isRowid = `(c.pk = 1 and upper(c.type) = 'INTEGER' and l.wr = 0
  and not exists (select 1 from pragma_index_list(s.name, 'main') i where i.origin = 'pk')
  and (select count(*) from pragma_table_xinfo(s.name, 'main') k where k.pk > 0) = 1)`

// hidden: 1 is a virtual table's, 2 and 3 are generated columns.
const columns = `
select 'main', s.name, c.name, c.type,
  c."notnull" or ${isRowid},
  c.dflt_value is not null or ${isRowid},
  c.hidden in (2, 3), null
${realTables}
join pragma_table_xinfo(s.name, 'main') c
where ${onlyMain} and c.hidden <> 1
order by s.name, c.cid`

/** By the row of the schema table, so that no name is ever written into SQL. */
function viewColumns(handle: string | number): string {
  return `
select 'main', s.name, c.name, c.type, 0, 0, 0, null
from sqlite_schema s
join pragma_table_xinfo(s.name, 'main') c
where s.rowid = ${Math.trunc(Number(handle))} and s.type = 'view'
order by c.cid`
}

// The primary key comes from the columns, because an INTEGER PRIMARY KEY has no index. An index of another collation
// proves uniqueness (NOCASE is stricter than equality) and is of no use to a comparison by code point.
const indexes = `
select 'main', s.name, '' as name, c.name, 1, 1, 1, c.pk as position
${realTables}
join pragma_table_xinfo(s.name, 'main') c
where ${onlyMain} and c.pk > 0
union all
select 'main', s.name, i.name, x.name, 0, i."unique", x.coll = 'BINARY', x.seqno
${realTables}
join pragma_index_list(s.name, 'main') i
join pragma_index_xinfo(i.name, 'main') x
where ${onlyMain} and i.origin <> 'pk' and i.partial = 0 and x.key = 1
order by 2, 3, 8`

const slowOrders = `
select distinct 'main', s.name, x.name,
  printf('CREATE INDEX "%w_%w_binary" ON "%w" ("%w" COLLATE BINARY);', s.name, x.name, s.name, x.name)
${realTables}
join pragma_index_list(s.name, 'main') i
join pragma_index_xinfo(i.name, 'main') x
where ${onlyMain} and i.partial = 0 and x.seqno = 0 and x.cid >= 0 and x.coll <> 'BINARY'
  and not exists (
    select 1 from pragma_index_list(s.name, 'main') o, pragma_index_xinfo(o.name, 'main') y
    where o.partial = 0 and y.seqno = 0 and y.cid = x.cid and y.coll = 'BINARY')
order by 2, 3`

// Names in a reference are not those of the definition: any case will do, and the columns may be left out.
const foreignKeys = `
select 'main', s.name, f.id, f."from", 'main',
  (select t.name from sqlite_schema t where t.type = 'table' and t.name = f."table" collate nocase),
  (select c.name from pragma_table_xinfo(f."table", 'main') c
   where case when f."to" is null then c.pk = f.seq + 1 else c.name = f."to" collate nocase end),
  1
${realTables}
join pragma_foreign_key_list(s.name, 'main') f
where ${onlyMain}
order by s.name, f.id desc, f.seq`

// What computes a generated column stands in the text of the definition alone.
const expressions = `
select 'main', s.name, c.name, case when c.hidden in (2, 3) then 'generated' else 'default' end,
  case when c.hidden in (2, 3) then null else c.dflt_value end
${realTables}
join pragma_table_xinfo(s.name, 'main') c
where ${onlyMain} and (c.hidden in (2, 3) or c.dflt_value is not null)
order by s.name, c.cid`

/** What a SQLite file holds: tables that are not SQLite's own, and views. */
export const sqliteIntrospection: Introspection = {
  dialect: 'sqlite',
  defaultSchema: 'main',
  queries: {
    alive: 'select count(*) from sqlite_schema',
    version: 'select sqlite_version()',
    schemas: `select 'main'`,
    tables,
    columns,
    indexes,
    foreignKeys,
    slowOrders,
    expressions,
  },
  viewColumns,
  declaredType,
}
