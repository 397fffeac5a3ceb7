insert into "clubs" ("name") select r.c0::text from unnest($1::text[]) with ordinality as r(c0, n) order by r.n returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(($1::text || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($2::int4[]) with ordinality as k(k0, n) left join "clubs" as t0 on t0."id" = k.k0) as r;

insert into "clubs" ("name") select r.c0::text from unnest($1::text[]) with ordinality as r(c0, n) order by r.n returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n), string_agg(r.v1, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(($1::text || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0, case when t0."id" is null then 'null' else coalesce(($2::text || to_json(t0."name") || ',"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v1 from unnest($3::int4[]) with ordinality as k(k0, n) left join "clubs" as t0 on t0."id" = k.k0) as r;
