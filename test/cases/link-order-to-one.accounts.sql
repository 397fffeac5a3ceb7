select string_agg(r.v, E'\x04') from (select (g1.w || E'\x02' || rank() over (order by g1.o)) as v from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null) as g1 where g1.o is not null limit $1::int8) as r;

select string_agg(r.v, E'\x04') from (select (g1.w || E'\x02' || rank() over (order by g1.o)) as v from (select * from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null) as g1 where g1.o is not null order by g1.o asc limit $1::int8) as g1) as r;

select string_agg(r.v, E'\x04') from (select (g2.w || E'\x02' || rank() over (order by g2.o)) as v from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null and t0."id" in (select m1.k0 from unnest((select $1::int4[])) with ordinality as m1(k0, n))) as g2 where g2.o is not null limit $2::int8) as r;

select string_agg(r.v, E'\x04') from (select (g1.w || E'\x02' || rank() over (order by g1.o)) as v from (select * from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null) as g1 where g1.o is not null order by g1.o desc limit $1::int8) as g1) as r;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
