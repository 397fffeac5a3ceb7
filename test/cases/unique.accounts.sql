select coalesce(string_agg(coalesce(('{"id":' || p0."id" || ',"email":' || to_json(p0."email") || '}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id", t1."email" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;

select coalesce(string_agg(coalesce(('{"id":' || p0."id" || ',"email":' || to_json(p0."email") || '}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id", t1."email" from "users" as t1 where t1."email" = $1::text limit 1) as p0;

select coalesce(string_agg(coalesce(('{"id":' || p0."id" || ',"nodeId":"User:' || p0."id" || '"}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;

select coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), 'null') from (select t1."id" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;
