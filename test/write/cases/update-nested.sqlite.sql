select (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from "users" as t0 where t0."id" = ?1 order by t0."id";

update "users" as t0 set "name" = (r.value ->> 0) from json_each(?1) as r where t0."id" = (r.value ->> 1);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "orders" as t0 on t0."id" = (k.value ->> 0) and t0."user_id" = (k.value ->> 1);

update "orders" as t0 set "status" = (r.value ->> 0) from json_each(?1) as r where t0."id" = (r.value ->> 1);

update "orders" as t0 set "total" = (r.value ->> 0) from json_each(?1) as r where t0."id" = (r.value ->> 1);

insert into "addresses" ("street", "user_id") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "addresses" as t0 on t0."id" = k.value;

update "addresses" as t0 set "user_id" = (r.value ->> 0) from json_each(?1) as r where t0."id" = (r.value ->> 1);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "addresses" as t0 on t0."id" = (k.value ->> 0) and t0."user_id" = (k.value ->> 1);

update "addresses" as t0 set "city" = (r.value ->> 0) from json_each(?1) as r where t0."id" = (r.value ->> 1);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "addresses" as t0 on t0."id" = (k.value ->> 0) and t0."user_id" = (k.value ->> 1);

delete from "addresses" where "id" in (select t0."id" from json_each(?1) as k join "addresses" as t0 on t0."id" = k.value);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || ',"addresses":' || (select ('[' || coalesce(group_concat(('{"city":' || case when p1."city" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p1."city" as text)) end || ',"street":' || case when p1."street" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p1."street" as text)) end || '}'), ','), '') || ']') from (select t2."city", t2."street" from "addresses" as t2 where t2."user_id" = t0."id" order by t2."id" asc limit 100) as p1) || ',"orders":' || (select ('[' || coalesce(group_concat(('{"id":' || case when p3."id" between -2147483648 and 2147483647 then p3."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"status":' || case when p3."status" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p3."status" as text)) end || ',"total":' || case when p3."total" > -1e13 and p3."total" < 1e13 then printf('"%.2f"', round(p3."total" * 100.0) / 100.0) else case when typeof(p3."total") in ('real', 'integer') then (char(1) || '!' || char(2) || 'outOfRange' || char(3)) else (char(1) || '!' || char(2) || 'malformed' || char(3)) end end || '}'), ','), '') || ']') from (select t4."id", t4."status", t4."total" from "orders" as t4 where t4."user_id" = t0."id" order by t4."id" asc limit 100) as p3) || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;
