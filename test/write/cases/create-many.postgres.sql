insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n returning concat("id");

insert into "users" ("country", "credit", "email", "name") select r.c0::text, r.c1::numeric, r.c2::text, r.c3::text from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as r(c0, c1, c2, c3, n) order by r.n returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"email":' || to_json(t0."email") || ',"country":' || coalesce(to_json(t0."country")::text, 'null') || ',"credit":' || case when t0."credit" <> 'NaN' then '"' || t0."credit" || '"' when t0."credit" is null then 'null' else E'\x01!\x02notFinite\x03' end || ',"visits":' || t0."visits" || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
