select (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from "orders" as t0 where t0."id" = ?1 order by t0."id";

insert into "users" ("email", "name") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

update "orders" as t0 set "status" = (r.value ->> 0), "user_id" = (r.value ->> 1) from json_each(?1) as r where t0."id" = (r.value ->> 2);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"status":' || case when t0."status" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."status" as text)) end || ',"user":' || coalesce((select ('{"name":' || case when t1."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t1."name" as text)) end || '}') from "users" as t1 where t1."id" = t0."user_id"), 'null') || '}') end as v0 from json_each(?1) as k left join "orders" as t0 on t0."id" = k.value) as r;
