select coalesce(string_agg(coalesce(('{"__typename":"User","nodeId":"User:' || p0."id" || '","name":' || to_json(p0."name") || '}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id", t1."name" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;

select coalesce(string_agg(coalesce(('{"__typename":"User","nodeId":"User:' || p0."id" || '","name":' || to_json(p0."name") || '}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id", t1."name" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;
