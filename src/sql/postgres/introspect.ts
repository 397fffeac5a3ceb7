import type { Introspection } from '../../catalog/introspection.ts'
import { declaredType } from './declared-type.ts'

/*
 * PostgreSQL 15 to 18 and PGlite, by the system catalogs. Read as they are and not through information_schema, which
 * hides what another role owns, and is slow. Columns that only some versions have are read through to_jsonb(row).
 */

/** Of the user: not PostgreSQL's own, and not a connection's temporary tables. */
const userSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

/** Tables, partitioned tables, foreign tables, views, materialised views; a partition is read through its table. */
const servedRelation = `c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition and ${userSchema}
  and not exists (select from pg_depend d
    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e')`

const schemas = `select n.nspname::text from pg_namespace n where ${userSchema} order by 1`

const tables = `
select n.nspname::text, c.relname::text,
  case when c.relkind in ('v', 'm') then 'view' else 'table' end,
  obj_description(c.oid, 'pg_class'),
  case
    when not has_schema_privilege(n.oid, 'USAGE') then 'this login may not use its schema'
    when not has_any_column_privilege(c.oid, 'SELECT') then 'this login may not read it'
  end,
  null
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where ${servedRelation}
order by n.nspname <> 'public', n.nspname, c.relname`

/**
 * The type is one JSON text. Domains and arrays are followed to the element's type; a domain's NOT NULL counts unless it
 * is that of an element. Not null constraints that were never validated (PostgreSQL 18) promise nothing.
 */
const columns = `
with recursive served as (
  select c.oid, n.nspname, c.relname
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where ${servedRelation}
), step as (
  select a.attrelid, a.attnum, a.atttypid as type, a.atttypmod as typmod, a.attndims::int as declared,
    0 as dimensions, false as not_null, false as has_default, 0 as depth
  from pg_attribute a
  join served s on s.oid = a.attrelid
  where a.attnum > 0 and not a.attisdropped and has_column_privilege(a.attrelid, a.attnum, 'SELECT')
  union all
  select s.attrelid, s.attnum,
    case when t.typtype = 'd' then t.typbasetype else t.typelem end,
    case when t.typtype = 'd' then t.typtypmod else s.typmod end,
    case when t.typtype = 'd' then t.typndims else 0 end,
    s.dimensions + case when t.typtype = 'd' then 0 else greatest(s.declared, 1) end,
    s.not_null or (t.typtype = 'd' and t.typnotnull and s.dimensions = 0),
    s.has_default or (t.typtype = 'd' and t.typdefault is not null and s.dimensions = 0),
    s.depth + 1
  from step s
  join pg_type t on t.oid = s.type
  where t.typtype = 'd' or (t.typelem <> 0 and t.typoutput = 'array_out'::regproc)
), resolved as (
  select distinct on (attrelid, attnum) * from step order by attrelid, attnum, depth desc
), own as (
  select to_jsonb(d) ->> 'datlocprovider' as provider, d.datcollate::text as name
  from pg_database d
  where d.datname = current_database()
)
select s.nspname::text, s.relname::text, a.attname::text,
  json_build_object(
    'schema', tn.nspname, 'name', t.typname, 'type', t.typtype, 'typmod', r.typmod, 'dimensions', r.dimensions,
    'sql', case when tn.nspname = 'pg_catalog' then format_type(t.oid, r.typmod)
      else format('%I.%I', tn.nspname, t.typname) || coalesce(substring(format_type(t.oid, r.typmod) from '\\([^()]*\\)$'), '')
      end,
    'collation', case
      when t.typcollation = 0 then null
      when not l.collisdeterministic then l.collname::text
      when l.collprovider in ('b') or l.collname in ('C', 'POSIX', 'ucs_basic') then 'C'
      when l.collprovider <> 'd' then l.collname::text
      when own.provider = 'b' or (own.provider = 'c' and own.name in ('C', 'POSIX')) then 'C'
      end,
    'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
    'comment', case when t.typtype = 'e' then obj_description(t.oid, 'pg_type') end
  )::text,
  (r.not_null or (a.attnotnull and not exists (select from pg_constraint k
    where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum] and not k.convalidated)))::int,
  (a.atthasdef or a.attidentity <> '' or r.has_default)::int,
  (a.attgenerated <> '' or a.attidentity = 'a')::int,
  col_description(a.attrelid, a.attnum)
from resolved r
join served s on s.oid = r.attrelid
join pg_attribute a on a.attrelid = r.attrelid and a.attnum = r.attnum
join pg_type t on t.oid = r.type
join pg_namespace tn on tn.oid = t.typnamespace
left join pg_collation l on l.oid = a.attcollation
cross join own
order by s.nspname, s.relname, a.attnum`

/**
 * Unique keys are unique indexes, whether a constraint made them or not: without a predicate, an expression, and valid.
 * An index serves equality when it is a B-tree or a hash over all rows.
 */
const indexes = `
select n.nspname::text, c.relname::text, x.relname::text, a.attname::text,
  i.indisprimary::int,
  (i.indisunique and i.indpred is null and i.indexprs is null)::int,
  (m.amname in ('btree', 'hash') and i.indpred is null)::int
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class x on x.oid = i.indexrelid
join pg_am m on m.oid = x.relam
cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, position)
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum <> 0
where ${servedRelation} and i.indisvalid and i.indislive and k.position <= i.indnkeyatts
order by n.nspname, c.relname, not i.indisprimary, x.relname, k.position`

/** `950` and `951` are the collations `C` and `POSIX`. */
const slowOrders = `
select distinct n.nspname::text, c.relname::text, a.attname::text,
  format('CREATE INDEX ON %s (%I COLLATE "C");', c.oid::regclass, a.attname)
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class x on x.oid = i.indexrelid
join pg_am m on m.oid = x.relam and m.amname = 'btree'
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
where ${servedRelation} and i.indpred is null
  and a.atttypid in ('text'::regtype, 'varchar'::regtype) and i.indcollation[0] not in (950, 951)
  and not exists (
    select 1 from pg_index o where o.indrelid = i.indrelid and o.indkey[0] = i.indkey[0]
      and o.indpred is null and o.indcollation[0] in (950, 951))
order by 1, 2, 3`

/** Constraints of the table itself, not those made for its partitions; PERIOD keys compare by more than equality. */
const foreignKeys = `
select n.nspname::text, c.relname::text, f.conname::text, a.attname::text,
  tn.nspname::text, tc.relname::text, ta.attname::text,
  (f.convalidated and coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true))::int
from pg_constraint f
join pg_class c on c.oid = f.conrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class tc on tc.oid = f.confrelid
join pg_namespace tn on tn.oid = tc.relnamespace
cross join lateral unnest(f.conkey, f.confkey) with ordinality k(attnum, target, position)
join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum
join pg_attribute ta on ta.attrelid = f.confrelid and ta.attnum = k.target
where ${servedRelation} and f.contype = 'f' and f.conparentid = 0
  and not coalesce((to_jsonb(f) ->> 'conperiod')::boolean, false)
order by n.nspname, c.relname, f.conname, k.position`

const expressions = `
select n.nspname::text, c.relname::text, a.attname::text,
  case
    when a.attgenerated <> '' then 'generated'
    when a.attidentity = 'a' then 'counter-always'
    when a.attidentity = 'd' then 'counter'
    else 'default'
  end,
  pg_get_expr(d.adbin, d.adrelid)
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where ${servedRelation} and a.attnum > 0 and not a.attisdropped and (d.oid is not null or a.attidentity <> '')
order by 1, 2, a.attnum`

/** What a PostgreSQL database holds: every schema of its users, without what extensions brought. */
export const postgresIntrospection: Introspection = {
  dialect: 'postgres',
  defaultSchema: 'public',
  queries: {
    alive: 'select 1',
    version: "select current_setting('server_version')",
    schemas,
    tables,
    columns,
    indexes,
    foreignKeys,
    slowOrders,
    expressions,
  },
  viewColumns: null,
  declaredType,
}
