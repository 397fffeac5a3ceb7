select concat(t0."id") from "users" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

update "users" as t0 set "name" = r.c0::text from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

select k.n - 1, concat(t0."id") from unnest($1::int4[], $2::int4[]) with ordinality as k(k0, k1, n) join "orders" as t0 on t0."id" = k.k0 and t0."user_id" = k.k1 for update of t0;

update "orders" as t0 set "status" = r.c0::text from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

update "orders" as t0 set "total" = r.c0::numeric from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

insert into "addresses" ("street", "user_id") select r.c0::text, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::int4[]) with ordinality as k(k0, n) join "addresses" as t0 on t0."id" = k.k0 for update of t0;

update "addresses" as t0 set "user_id" = r.c0::int4 from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

select k.n - 1, concat(t0."id") from unnest($1::int4[], $2::int4[]) with ordinality as k(k0, k1, n) join "addresses" as t0 on t0."id" = k.k0 and t0."user_id" = k.k1 for update of t0;

update "addresses" as t0 set "city" = r.c0::text from unnest($1::text[], $2::int4[]) with ordinality as r(c0, k0, n) where t0."id" = r.k0;

select k.n - 1, concat(t0."id") from unnest($1::int4[], $2::int4[]) with ordinality as k(k0, k1, n) join "addresses" as t0 on t0."id" = k.k0 and t0."user_id" = k.k1 for update of t0;

delete from "addresses" as t0 using unnest($1::int4[]) with ordinality as k(k0, n) where t0."id" = k.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || ',"addresses":' || (select ('[' || coalesce(string_agg(coalesce(('{"city":' || to_json(p1."city") || ',"street":' || to_json(p1."street") || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t2."city", t2."street" from "addresses" as t2 where t2."user_id" = t0."id" order by t2."id" asc limit 100) as p1) || ',"orders":' || (select ('[' || coalesce(string_agg(coalesce(('{"id":' || p3."id" || ',"status":' || to_json(p3."status") || ',"total":' || case when p3."total" <> 'NaN' then '"' || p3."total" || '"' when p3."total" is null then null else E'\x01!\x02notFinite\x03' end || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t4."id", t4."status", t4."total" from "orders" as t4 where t4."user_id" = t0."id" order by t4."id" asc limit 100) as p3) || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
