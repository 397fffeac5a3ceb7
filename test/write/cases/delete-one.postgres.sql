select concat(t0."id") from "items" as t0 where t0."id" = $1::int4 order by t0."id" for update of t0;

delete from "items" as t0 using unnest($1::int4[]) with ordinality as k(k0, n) where t0."id" = k.k0;

select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, case when t0."id" is null then 'null' else coalesce(('{"id":' || t0."id" || ',"sku":' || to_json(t0."sku") || ',"order":' || coalesce((select coalesce(('{"id":' || t1."id" || ',"total":' || case when t1."total" <> 'NaN' then '"' || t1."total" || '"' when t1."total" is null then null else E'\x01!\x02notFinite\x03' end || '}'), E'\x01!\x02malformed\x03') from "orders" as t1 where t1."id" = t0."order_id"), E'\x01!\x02missingRow\x03') || '}'), E'\x01!\x02malformed\x03') end as v0 from unnest($1::int4[]) with ordinality as k(k0, n) left join "items" as t0 on t0."id" = k.k0) as r;
