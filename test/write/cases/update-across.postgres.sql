update "users" as t0 set "visits" = t0."visits" + $1::int4 where exists (select 1 from "orders" as t1 where t1."user_id" = t0."id" and t1."status" = $2::text) returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"visits":' || t0."visits" || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
