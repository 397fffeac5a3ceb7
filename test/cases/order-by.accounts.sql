select concat('[', coalesce(string_agg(case when p0."name" is null then E'\x01!\x02malformed\x03' else concat('{"id":', p0."id", ',"country":', coalesce(to_json(p0."country"::text)::text, 'null'), ',"name":', to_json(p0."name"), '}') end, ','), ''), ']') from (select t1."id", t1."country", t1."name" from "users" as t1 order by t1."country" asc nulls last, t1."name" desc, t1."id" asc limit 100 offset $1::int8) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", ',"country":', coalesce(to_json(p0."country"::text)::text, 'null'), '}'), ','), ''), ']') from (select t1."id", t1."country" from "users" as t1 order by t1."country" desc nulls first, t1."id" asc limit 3) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", ',"country":', coalesce(to_json(p0."country"::text)::text, 'null'), '}'), ','), ''), ']') from (select t1."id", t1."country" from "users" as t1 order by t1."country" desc nulls last, t1."id" asc limit 3) as p0;
