select concat(t0."id") from "users" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

select k.n - 1, concat(t0."id") from unnest($1::text[], $2::int4[]) with ordinality as k(k0, k1, n) join "clubs" as t0 on t0."name" = k.k0 and exists (select 1 from "members" as j1 where j1."user_id" = k.k1 and j1."club_id" = t0."id") for update of t0;

delete from "members" as t0 using unnest($1::int4[], $2::int4[]) with ordinality as k(k0, k1, n) where t0."user_id" = k.k0 and t0."club_id" = k.k1;

delete from "clubs" as t0 using unnest($1::int4[]) with ordinality as k(k0, n) where t0."id" = k.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || ',"clubs":' || (select ('[' || coalesce(string_agg(coalesce(('{"name":' || to_json(p1."name") || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t2."name" from "clubs" as t2 where t2."id" in (select j3."club_id" from "members" as j3 where j3."user_id" = t0."id") order by t2."id" asc limit 100) as p1) || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
