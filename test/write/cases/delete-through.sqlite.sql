select (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from "users" as t0 where t0."id" = ?1 order by t0."id";

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "clubs" as t0 on t0."name" collate binary = (k.value ->> 0) and exists (select 1 from "members" as j1 where j1."user_id" = (k.value ->> 1) and j1."club_id" = t0."id");

delete from "members" where ("user_id", "club_id") in (select t0."user_id", t0."club_id" from json_each(?1) as k join "members" as t0 on t0."user_id" = (k.value ->> 0) and t0."club_id" = (k.value ->> 1));

delete from "clubs" where "id" in (select t0."id" from json_each(?1) as k join "clubs" as t0 on t0."id" = k.value);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || ',"clubs":' || (select ('[' || coalesce(group_concat(('{"name":' || case when p1."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(p1."name" as text)) end || '}'), ','), '') || ']') from (select t2."name" from "clubs" as t2 where t2."id" in (select j3."club_id" from "members" as j3 where j3."user_id" = t0."id") order by t2."id" asc limit 100) as p1) || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;
