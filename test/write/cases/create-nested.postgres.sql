insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "orders" ("total", "user_id") select r.c0::numeric, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "items" ("order_id", "sku") select r.c0::int4, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "items" ("order_id", "quantity", "sku") select r.c0::int4, r.c1::int4, r.c2::text from unnest($1::text[], $2::text[], $3::text[]) with ordinality as r(c0, c1, c2, n) order by r.n returning concat("id");

insert into "addresses" ("street", "user_id") select r.c0::text, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "addresses" ("city", "street", "user_id") select r.c0::text, r.c1::text, r.c2::int4 from unnest($1::text[], $2::text[], $3::text[]) with ordinality as r(c0, c1, c2, n) order by r.n returning concat("id");

insert into "profiles" ("bio", "user_id") select r.c0::text, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("user_id");

insert into "clubs" ("name") select r.c0::text from unnest($1::text[]) with ordinality as r(c0, n) order by r.n returning concat("id");

insert into "members" ("user_id", "club_id") select r.c0::int4, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n on conflict do nothing;

select k.n - 1, concat(t0."id") from unnest($1::text[]) with ordinality as k(k0, n) join "clubs" as t0 on t0."name" = k.k0 for update of t0;

insert into "members" ("user_id", "club_id") select r.c0::int4, r.c1::int4 from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n on conflict do nothing;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || ',"addresses":' || (select ('[' || coalesce(string_agg(coalesce(('{"street":' || to_json(p1."street") || ',"city":' || to_json(p1."city") || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t2."street", t2."city" from "addresses" as t2 where t2."user_id" = t0."id" order by t2."id" asc limit 100) as p1) || ',"profile":' || coalesce((select coalesce(('{"bio":' || coalesce(to_json(t3."bio")::text, 'null') || '}'), E'\x01!\x02malformed\x03') from "profiles" as t3 where t3."user_id" = t0."id"), 'null') || ',"clubs":' || (select ('[' || coalesce(string_agg(coalesce(('{"name":' || to_json(p4."name") || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t5."name" from "clubs" as t5 where t5."id" in (select j6."club_id" from "members" as j6 where j6."user_id" = t0."id") order by t5."id" asc limit 100) as p4) || ',"orders":' || (select ('[' || coalesce(string_agg(coalesce(('{"total":' || case when p7."total" <> 'NaN' then '"' || p7."total" || '"' when p7."total" is null then null else E'\x01!\x02notFinite\x03' end || ',"status":' || to_json(p7."status") || ',"items":' || (select ('[' || coalesce(string_agg(coalesce(('{"sku":' || to_json(p8."sku") || ',"quantity":' || p8."quantity" || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t9."sku", t9."quantity" from "items" as t9 where t9."order_id" = p7."id" order by t9."id" asc limit 100) as p8) || '}'), E'\x01!\x02malformed\x03'), ','), '') || ']') from (select t10."total", t10."status", t10."id" from "orders" as t10 where t10."user_id" = t0."id" order by t10."id" asc limit 100) as p7) || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
