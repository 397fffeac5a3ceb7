select coalesce(string_agg(case when p0."email" is null then E'\x01!\x02malformed\x03' else concat('{"id":', p0."id", ',"email":', to_json(p0."email"), '}') end, ','), 'null') from (select t1."id", t1."email" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;

select coalesce(string_agg(case when p0."email" is null then E'\x01!\x02malformed\x03' else concat('{"id":', p0."id", ',"email":', to_json(p0."email"), '}') end, ','), 'null') from (select t1."id", t1."email" from "users" as t1 where t1."email" = $1::text limit 1) as p0;

select coalesce(string_agg(concat('{"id":', p0."id", ',"nodeId":"User:', p0."id", '"}'), ','), 'null') from (select t1."id" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;

select coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), 'null') from (select t1."id" from "users" as t1 where t1."id" = $1::int4 limit 1) as p0;
