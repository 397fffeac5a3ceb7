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

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else case when t0."name" is null then E'\x01!\x02malformed\x03' else concat('{"name":', to_json(t0."name"), ',"addresses":', (select concat('[', coalesce(string_agg(case when p1."street" is null or p1."city" is null then E'\x01!\x02malformed\x03' else concat('{"street":', to_json(p1."street"), ',"city":', to_json(p1."city"), '}') end, ','), ''), ']') from (select t2."street", t2."city" from "addresses" as t2 where t2."user_id" = t0."id" order by t2."id" asc limit 100) as p1), ',"profile":', coalesce((select concat('{"bio":', coalesce(to_json(t3."bio")::text, 'null'), '}') from "profiles" as t3 where t3."user_id" = t0."id"), 'null'), ',"clubs":', (select concat('[', coalesce(string_agg(case when p4."name" is null then E'\x01!\x02malformed\x03' else concat('{"name":', to_json(p4."name"), '}') end, ','), ''), ']') from (select t5."name" from "clubs" as t5 where t5."id" in (select j6."club_id" from "members" as j6 where j6."user_id" = t0."id") order by t5."id" asc limit 100) as p4), ',"orders":', (select concat('[', coalesce(string_agg(case when p7."total" is null or p7."status" is null then E'\x01!\x02malformed\x03' else concat('{"total":', case when p7."total" <> 'NaN' then '"' || p7."total" || '"' else E'\x01!\x02notFinite\x03' end, ',"status":', to_json(p7."status"), ',"items":', (select concat('[', coalesce(string_agg(case when p8."sku" is null or p8."quantity" is null then E'\x01!\x02malformed\x03' else concat('{"sku":', to_json(p8."sku"), ',"quantity":', p8."quantity", '}') end, ','), ''), ']') from (select t9."sku", t9."quantity" from "items" as t9 where t9."order_id" = p7."id" order by t9."id" asc limit 100) as p8), '}') end, ','), ''), ']') from (select t10."total", t10."status", t10."id" from "orders" as t10 where t10."user_id" = t0."id" order by t10."id" asc limit 100) as p7), '}') end end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
