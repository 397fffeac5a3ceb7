insert into "users" ("email", "name") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

insert into "orders" ("total", "user_id") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "orders" as t0 on t0."id" = k.value;

insert into "items" ("order_id", "sku") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"sku":' || case when t0."sku" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."sku" as text)) end || ',"order":' || coalesce((select ('{"total":' || case when t1."total" > -1e13 and t1."total" < 1e13 then printf('"%.2f"', round(t1."total" * 100.0) / 100.0) else case when typeof(t1."total") in ('real', 'integer') then (char(1) || '!' || char(2) || 'outOfRange' || char(3)) else (char(1) || '!' || char(2) || 'malformed' || char(3)) end end || ',"user":' || coalesce((select ('{"name":' || case when t2."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t2."name" as text)) end || '}') from "users" as t2 where t2."id" = t1."user_id"), 'null') || '}') from "orders" as t1 where t1."id" = t0."order_id"), (char(1) || '!' || char(2) || 'missingRow' || char(3))) || '}') end as v0 from json_each(?1) as k left join "items" as t0 on t0."id" = k.value) as r;
