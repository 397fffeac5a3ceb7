select concat(t0."id") from "orders" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

update "orders" as t0 set "user_id" = r.c0::int4 from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"userId":' || coalesce(t0."user_id"::text, 'null') || ',"user":' || coalesce((select coalesce(('{"name":' || to_json(t1."name") || '}'), E'\x01!\x02malformed\x03') from "users" as t1 where t1."id" = t0."user_id"), 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "orders" as t0 on t0."id" = k.k0) as r;
