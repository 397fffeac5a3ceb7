select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t1."id" from "users" as t1 order by t1."id" asc limit 100) as p0;
