import type { Introspection } from '../../catalog/introspection.ts'
import { declaredType } from './declared-type.ts'
import { codePointCollations, type Server } from './types.ts'

/*
 * By information_schema, which tells what this login may read. Only the database of the URL: it is the schema `main`, so
 * that tables are named alike whatever it is called. Names are compared with a collation of their own, which tells case
 * apart on every system.
 */

const schemas = `select 'main'`

const tables = `
select 'main', t.table_name, case when t.table_type = 'VIEW' then 'view' else 'table' end,
  case when t.table_type = 'VIEW' then null else nullif(t.table_comment, '') end, null, null
from information_schema.tables t
where t.table_schema = database() and t.table_type in ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
order by t.table_name`

/** MariaDB's JSON is text with a check. MySQL has a type for it. */
const holdsJson: Readonly<Record<Server, string>> = {
  mariadb: `exists (
    select 1 from information_schema.check_constraints k
    where k.constraint_schema = c.table_schema and k.table_name = c.table_name
      and k.check_clause = concat('json_valid(\`', c.column_name, '\`)'))`,
  mysql: '0',
}

/** MySQL does not tell what a default has made, so that a key that is no number of its own is given. */
const hasDefault: Readonly<Record<Server, string>> = {
  mariadb: `(c.column_default is not null and c.column_default <> 'NULL') or c.extra like '%auto_increment%'`,
  mysql: `(c.column_default is not null and c.column_key <> 'PRI') or c.extra like '%auto_increment%'`,
}

/** Of a column that is computed from others; MySQL's DEFAULT_GENERATED is a default that is an expression. */
const isGenerated = `c.extra like '% GENERATED%'`

/** MariaDB writes a default as SQL; MySQL a constant as it is. */
const defaultSql: Readonly<Record<Server, string>> = {
  mariadb: 'c.column_default',
  mysql: `case
    when c.extra like '%DEFAULT_GENERATED%' or c.data_type in ('bit', 'binary', 'varbinary') then concat('(', c.column_default, ')')
    else quote(c.column_default)
  end`,
}

/** MySQL escapes the quotes of an expression as in a text. */
const generation: Readonly<Record<Server, string>> = {
  mariadb: 'c.generation_expression',
  mysql: `replace(c.generation_expression, '\\\\\\'', '\\'')`,
}

const columns = (server: Server): string => `
select 'main', c.table_name, c.column_name,
  json_object('sql', c.column_type, 'collation', c.collation_name, 'json', ${holdsJson[server]}),
  c.is_nullable = 'NO',
  ${hasDefault[server]},
  ${isGenerated},
  nullif(c.column_comment, '')
from information_schema.columns c
where c.table_schema = database()
order by c.table_name, c.ordinal_position`

/** An index of the beginnings of texts, or of an expression, finds candidates, and proves nothing unique. */
const indexes = `
select 'main', s.table_name, s.index_name, s.column_name, s.index_name = 'PRIMARY',
  s.non_unique = 0 and not exists (
    select 1 from information_schema.statistics p
    where p.table_schema = s.table_schema and p.table_name = s.table_name and p.index_name = s.index_name
      and (p.sub_part is not null or p.column_name is null)),
  s.index_type in ('BTREE', 'HASH')
from information_schema.statistics s
where s.table_schema = database()
order by s.table_name, s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index`

/** An index has the collation of its column: the column has to change. What else it declares is said again with it. */
const slowOrders = (server: Server): string => `
select distinct 'main', c.table_name, c.column_name,
  concat('ALTER TABLE \`', replace(c.table_name, '\`', '\`\`'), '\` MODIFY \`', replace(c.column_name, '\`', '\`\`'), '\` ',
    c.column_type, ' CHARACTER SET utf8mb4 COLLATE ${codePointCollations[server]}',
    if(c.is_nullable = 'NO', ' NOT NULL', ''),
    if(c.column_default is null or c.column_default = 'NULL', '', concat(' DEFAULT ', ${defaultSql[server]})),
    if(c.column_comment = '', '', concat(' COMMENT ', quote(c.column_comment))), ';')
from information_schema.statistics s
join information_schema.columns c on c.table_schema = s.table_schema and c.table_name = s.table_name
  and c.column_name = s.column_name
where s.table_schema = database() and s.seq_in_index = 1 and s.index_type = 'BTREE'
  and c.data_type in ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext') and not ${isGenerated}
  and c.collation_name <> '${codePointCollations[server]}'
order by 2, 3`

const foreignKeys = `
select 'main', k.table_name, k.constraint_name, k.column_name,
  case when k.referenced_table_schema = database() then 'main' else k.referenced_table_schema end,
  k.referenced_table_name, k.referenced_column_name, 1
from information_schema.key_column_usage k
where k.table_schema = database() and k.referenced_table_name is not null
order by k.table_name, k.constraint_name, k.ordinal_position`

const expressions = (server: Server): string => `
select 'main', c.table_name, c.column_name,
  case
    when ${isGenerated} then 'generated'
    when c.extra like '%auto_increment%' then 'counter'
    else 'default'
  end,
  case when ${isGenerated} then ${generation[server]} else ${defaultSql[server]} end
from information_schema.columns c
where c.table_schema = database()
  and ((c.column_default is not null and c.column_default <> 'NULL')
    or c.extra like '%auto_increment%' or ${isGenerated})
order by c.table_name, c.ordinal_position`

function introspectionOf(server: Server): Introspection {
  return {
    dialect: server,
    defaultSchema: 'main',
    queries: {
      alive: 'select 1',
      version: 'select version()',
      schemas,
      tables,
      columns: columns(server),
      indexes,
      foreignKeys,
      slowOrders: slowOrders(server),
      expressions: expressions(server),
    },
    viewColumns: null,
    declaredType,
  }
}

/** What a database of either server holds: tables and views. */
export const mariadbIntrospection = introspectionOf('mariadb')
export const mysqlIntrospection = introspectionOf('mysql')
