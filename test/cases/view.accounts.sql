select ('[' || coalesce(string_agg(coalesce(('{"__typename":"Admin","id":' || coalesce(p0."id"::text, 'null') || ',"name":' || coalesce(to_json(p0."name")::text, 'null') || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t1."id", t1."name" from "admins" as t1 order by t1."id" asc nulls last limit 3) as p0;

select ('{"count":' || count(*) || '}') from "admins" as t0;
