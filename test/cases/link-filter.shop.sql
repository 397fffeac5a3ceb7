select cast(group_concat((r.k), char(4)) as blob), case when count(*) < ?1 then (select t5."user_id" from "orders" as t5 where t5."user_id" >= (select t4."user_id" from "orders" as t4 where t4."user_id" >= +?2 order by t4."user_id" limit 1 offset ?3) and typeof(t5."user_id") = 'integer' order by t5."user_id" limit 1) end from (select distinct w0."user_id" as k from (select t3."user_id", t3."id" from "orders" as t3 where t3."user_id" >= +?2 order by t3."user_id" limit +?3) as w0 where exists (select 1 from "items" as t1 where t1."order_id" = w0."id" and t1."sku" collate binary in (select m2.value from json_each(?4) as m2)) and typeof(w0."user_id") = 'integer' limit +?1) as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" is not null group by t0."user_id" limit +?1) as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" is not null and ((t0."discount" >= (?1 - 0.6) / 100.0 and cast(round(t0."discount" * 100.0) as integer) > ?1)) is not true group by t0."user_id" limit +?2) as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" is not null and (t0."total" >= (?1 - 0.6) / 100.0 and cast(round(t0."total" * 100.0) as integer) > ?1) group by t0."user_id" limit +?2) as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (min((json_quote(cast(t0."sku" as text))))) as v from "items" as t0 where t0."sku" is not null and exists (select 1 from "orders" as t1 where t1."id" = t0."order_id" and t1."user_id" in (select m2.value from json_each(?1) as m2)) group by t0."sku" collate binary limit +?2) as r;

select cast(('[' || coalesce(group_concat(('{"id":' || case when p0."id" between -2147483648 and 2147483647 then p0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || '}'), ','), '') || ']') as blob) from (select t1."id" from "orders" as t1 where t1."user_id" in (select m2.value from json_each(?1) as m2) order by t1."id" asc limit 5) as p0;

select cast(group_concat((case typeof(p0."id") when 'integer' then p0."id" else 'null' end || char(2) || case typeof(p0."user_id") when 'integer' then p0."user_id" else 'null' end), char(4)) as blob) from (select t1."id", t1."user_id" from "orders" as t1 order by t1."id" asc limit +?1 offset ?2) as p0;

select cast(('[' || coalesce(group_concat(('{"id":' || case when p0."id" between -2147483648 and 2147483647 then p0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || '}'), ','), '') || ']') as blob), count(*) from (select t1."id" from "orders" as t1 where (t1."id" in (select m2.value from json_each(?1) as m2) and t1."user_id" in (select m3.value from json_each(?2) as m3)) order by t1."id" asc limit 5) as p0;

select cast(('[' || coalesce(group_concat(('{"id":' || case when p0."id" between -2147483648 and 2147483647 then p0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || '}'), ','), '') || ']') as blob) from (select t1."id" from "orders" as t1 where (t1."user_id" in (select m2.value from json_each(?1) as m2)) is not true order by t1."id" asc limit 5) as p0;

select cast(group_concat((case typeof(p0."id") when 'integer' then p0."id" else 'null' end || char(2) || case typeof(p0."user_id") when 'integer' then p0."user_id" else 'null' end), char(4)) as blob) from (select t1."id", t1."user_id" from "orders" as t1 order by t1."id" asc limit +?1 offset ?2) as p0;

select cast(('[' || coalesce(group_concat(('{"id":' || case when p0."id" between -2147483648 and 2147483647 then p0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || '}'), ','), '') || ']') as blob), count(*) from (select t1."id" from "orders" as t1 where (t1."id" in (select m2.value from json_each(?1) as m2) and (t1."user_id" in (select m3.value from json_each(?2) as m3)) is not true) order by t1."id" asc limit 5) as p0;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" in (select m1.value from json_each(?1) as m1) group by t0."user_id") as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" in (select m1.value from json_each(?1) as m1) and ((t0."discount" >= (?2 - 0.6) / 100.0 and cast(round(t0."discount" * 100.0) as integer) > ?2)) is not true group by t0."user_id") as r;

select cast(group_concat(r.v, char(4)) as blob) from (select (case typeof(t0."user_id") when 'integer' then t0."user_id" else 'null' end) as v from "orders" as t0 where t0."user_id" in (select m1.value from json_each(?1) as m1) and (t0."total" >= (?2 - 0.6) / 100.0 and cast(round(t0."total" * 100.0) as integer) > ?2) group by t0."user_id") as r;
