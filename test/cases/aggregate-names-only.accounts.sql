select '{"min":{"__typename":"UserMinMax"}}';

select concat('[', coalesce(string_agg(case when p0."name" is null then E'\x01!\x02malformed\x03' else concat('{"name":', to_json(p0."name"), ',"addressesAggregate":', $1::text, '}') end, ','), ''), ']') from (select t2."name" from "users" as t2 order by t2."id" asc limit 3) as p0;
