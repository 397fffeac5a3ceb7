insert into "users" ("country", "email", "name") select r.c0::text, r.c1::text, r.c2::text from unnest($1::text[], $2::text[], $3::text[]) with ordinality as r(c0, c1, c2, n) order by r.n on conflict ("email") do update set "name" = excluded."name", "country" = excluded."country" returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::text[]) with ordinality as k(k0, n) join "users" as t0 on t0."email" = k.k0 for update of t0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"name":' || to_json(t0."name") || ',"country":' || coalesce(to_json(t0."country")::text, 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;

insert into "users" ("country", "email", "name") select r.c0::text, r.c1::text, r.c2::text from unnest($1::text[], $2::text[], $3::text[]) with ordinality as r(c0, c1, c2, n) order by r.n on conflict ("email") do update set "country" = excluded."country" returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::text[]) with ordinality as k(k0, n) join "users" as t0 on t0."email" = k.k0 for update of t0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"name":' || to_json(t0."name") || ',"country":' || coalesce(to_json(t0."country")::text, 'null') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;

insert into "users" ("email", "name") select r.c0::text, r.c1::text from unnest($1::text[], $2::text[]) with ordinality as r(c0, c1, n) order by r.n on conflict ("email") do update set "name" = excluded."name" returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::text[]) with ordinality as k(k0, n) join "users" as t0 on t0."email" = k.k0 for update of t0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"email":' || to_json(t0."email") || ',"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;

insert into "users" ("email", "id", "name") select r.c0::text, r.c1::int4, r.c2::text from unnest($1::text[], $2::text[], $3::text[]) with ordinality as r(c0, c1, c2, n) order by r.n on conflict ("id") do nothing returning concat("id");

select k.n - 1, concat(t0."id") from unnest($1::int4[]) with ordinality as k(k0, n) join "users" as t0 on t0."id" = k.k0 for update of t0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"email":' || to_json(t0."email") || ',"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
