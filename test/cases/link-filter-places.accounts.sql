select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = any($1::text[]::bpchar[]) and t0."country"::text = any($1::text[])) group by t0."id" limit $2::int8) as r;

select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = $1::text::bpchar and t0."country"::text = $1::text) group by t0."id" limit $2::int8) as r;

select ('{"count":' || count(*) || ',"min":{"country":' || coalesce(to_json(min(t0."country")::text)::text, 'null') || '}}') from "users" as t0 where t0."id" in (select m1.k0 from unnest((select $1::int4[])) with ordinality as m1(k0, n));

select ('{"totalCount":' || (select count(*) from "users" as t1 where t1."id" in (select m2.k0 from unnest((select $1::int4[])) with ordinality as m2(k0, n))) || ',"nodes":[' || coalesce(string_agg(coalesce(('{"id":' || p0."id" || '}'), E'\x01!\x02malformed\x03'), ',') filter (where p0."n" <= 2), '') || '],"pageInfo":{"hasNextPage":' || case when coalesce(max(p0."m"), 0) > 2 then 'true' else 'false' end || '}}') from (select x5.*, row_number() over () as "n", count(*) over () as "m" from (select t3."id" from "users" as t3 where t3."id" in (select m4.k0 from unnest((select $1::int4[])) with ordinality as m4(k0, n)) order by t3."id" asc limit 3) as x5) as p0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"country":' || coalesce(to_json(t0."country"::text)::text, 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
