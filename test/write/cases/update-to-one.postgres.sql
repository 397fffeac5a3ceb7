select concat(t0."id") from "orders" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

update "orders" as t0 set "status" = r.c0::text, "user_id" = r.c1::int4 from unnest($1::text[], $2::text[], $3::int4[]) with ordinality as r(c0, c1, k0, n) where t0."id" = r.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"status":' || to_json(t0."status") || ',"user":' || coalesce((select coalesce(('{"name":' || to_json(t1."name") || '}'), E'\x01!\x02malformed\x03') from "users" as t1 where t1."id" = t0."user_id"), 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "orders" as t0 on t0."id" = k.k0) as r;
