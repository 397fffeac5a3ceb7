select string_agg(r.v, E'\x04') from (select (g1.w || E'\x02' || rank() over (order by g1.o)) as v from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null) as g1 where g1.o is not null limit $1::int8) as r;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
