select (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from "items" as t0 where t0."quantity" >= ?1 order by t0."id";

delete from "items" where "id" in (select t0."id" from json_each(?1) as k join "items" as t0 on t0."id" = k.value);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"sku":' || case when t0."sku" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."sku" as text)) end || '}') end as v0 from json_each(?1) as k left join "items" as t0 on t0."id" = k.value) as r;
