select '{"min":{"__typename":"UserMinMax"}}';

select ('[' || coalesce(string_agg(coalesce(('{"name":' || to_json(p0."name") || ',"addressesAggregate":' || $1::text || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t2."name" from "users" as t2 order by t2."id" asc limit 3) as p0;
