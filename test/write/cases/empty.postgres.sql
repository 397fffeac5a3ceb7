select concat(t0."id") from "users" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"name":' || to_json(t0."name") || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;

select concat(t0."id") from "users" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

delete from "users" as t0 using unnest($1::int4[]) with ordinality as k(k0, n) where t0."id" = k.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
