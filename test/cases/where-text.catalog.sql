select 0, ('[' || coalesce(group_concat(('{"name":' || case when p0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p0."name" as text)) end || '}'), ','), '') || ']') from (select t1."name" from "products" as t1 where t1."name" glob ?1 order by t1."sku" collate binary asc limit 100) as p0;

select 0, ('[' || coalesce(group_concat(('{"name":' || case when p0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p0."name" as text)) end || '}'), ','), '') || ']') from (select t1."name" from "products" as t1 where t1."name" like ?1 escape '\' order by t1."sku" collate binary asc limit 100) as p0;

select 0, ('[' || coalesce(group_concat(('{"name":' || case when p0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p0."name" as text)) end || '}'), ','), '') || ']') from (select t1."name" from "products" as t1 where instr(t1."name", ?1) > 0 order by t1."sku" collate binary asc limit 100) as p0;

select 0, ('[' || coalesce(group_concat(('{"name":' || case when p0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p0."name" as text)) end || '}'), ','), '') || ']') from (select t1."name" from "products" as t1 where (t1."name" glob ?1 and t1."name" glob ?2) order by t1."sku" collate binary asc limit 100) as p0;
