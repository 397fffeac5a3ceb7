insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"__typename":"User","email":' || to_json(t0."email") || ',"visits":' || t0."visits" || ',"country":' || coalesce(to_json(t0."country")::text, 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
