select string_agg(r.v, E'\x04') from (select concat(g2.w, E'\x02', rank() over (order by g2.o)) as v from (select concat(t0."id") as w, t0."name" as o from "users" as t0 where t0."id" is not null and t0."id" in (select m1.k0 from unnest((select $1::int4[])) with ordinality as m1(k0, n))) as g2 where g2.o is not null limit $2::int8) as r;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", E',"reviews":\x010\x02', p0."id", E'\x03,"orders":\x011\x02', p0."id", E'\x03}'), ','), ''), ']') from (select t1."id" from "users" as t1 order by t1."id" asc limit 50) as p0;
