insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "orders" ("total", "user_id") select r.c0::numeric, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::int4[]) with ordinality as k(k0, n) join "orders" as t0 on t0."id" = k.k0 for update of t0;

insert into "items" ("order_id", "sku") select r.c0::int4, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"sku":' || to_json(t0."sku") || ',"order":' || coalesce((select coalesce(('{"total":' || case when t1."total" <> 'NaN' then '"' || t1."total" || '"' when t1."total" is null then null else E'\x01!\x02notFinite\x03' end || ',"user":' || coalesce((select coalesce(('{"name":' || to_json(t2."name") || '}'), E'\x01!\x02malformed\x03') from "users" as t2 where t2."id" = t1."user_id"), 'null') || '}'), E'\x01!\x02malformed\x03') from "orders" as t1 where t1."id" = t0."order_id"), E'\x01!\x02missingRow\x03') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "items" as t0 on t0."id" = k.k0) as r;
