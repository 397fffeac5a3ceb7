select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = $1::text::bpchar and t0."country"::text = $1::text) group by t0."id" limit $2::int8) as r;

select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = $1::text::bpchar and t0."country"::text = $1::text) group by t0."id" limit $2::int8) as r;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']'), count(*) from (select t1."id" from "users" as t1 where t1."id" = any($1::int4[]) order by t1."id" asc limit 5) as p0;

select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" in (select m1.k0 from unnest($1::int4[]) with ordinality as m1(k0, n)) and (t0."country" = $2::text::bpchar and t0."country"::text = $2::text) group by t0."id") as r;

select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" in (select m1.k0 from unnest($1::int4[]) with ordinality as m1(k0, n)) and (t0."country" = $2::text::bpchar and t0."country"::text = $2::text) group by t0."id") as r;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest((select $1::int4[])) with ordinality as m2(k0, n))) is not true order by t1."id" asc limit 5) as p0;

select string_agg((p0."id" || E'\x02' || p0."id"), E'\x04') from (select t1."id" from "users" as t1 order by t1."id" asc limit $1::int8 offset $2::int8) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']'), count(*) from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n)) and (t1."id" in (select m3.k0 from unnest((select $2::int4[])) with ordinality as m3(k0, n))) is not true) order by t1."id" asc limit 5) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest((select $1::int4[])) with ordinality as m2(k0, n))) is not true order by t1."id" asc limit 5) as p0;

select string_agg((p0."id" || E'\x02' || p0."id"), E'\x04') from (select t1."id" from "users" as t1 order by t1."id" asc limit $1::int8 offset $2::int8) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']'), count(*) from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n)) and (t1."id" in (select m3.k0 from unnest((select $2::int4[])) with ordinality as m3(k0, n))) is not true) order by t1."id" asc limit 5) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t1."id" from "users" as t1 where ((t1."country" = $1::text::bpchar and t1."country"::text = $1::text) or t1."id" in (select m2.k0 from unnest((select $2::int4[])) with ordinality as m2(k0, n))) order by t1."id" asc limit 5) as p0;

select string_agg((p0."id" || E'\x02' || p0."id"), E'\x04') from (select t1."id" from "users" as t1 order by t1."id" asc limit $1::int8 offset $2::int8) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']'), count(*) from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n)) and ((t1."country" = $2::text::bpchar and t1."country"::text = $2::text) or t1."id" in (select m3.k0 from unnest((select $3::int4[])) with ordinality as m3(k0, n)))) order by t1."id" asc limit 5) as p0;

select ('[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']'), count(*) from (select t1."id" from "users" as t1 where t1."id" = any($1::int4[]) order by t1."id" asc limit 5) as p0;
