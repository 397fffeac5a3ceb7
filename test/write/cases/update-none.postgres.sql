update "users" as t0 set "name" = $1::text where t0."id" = $2::int4 returning concat("id");

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0) as r;
