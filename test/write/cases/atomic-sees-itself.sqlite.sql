insert into "clubs" ("name") select (r.value ->> 0) from json_each(?1) as r where true returning (case typeof("id") when 'integer' then "id" else 'null' end);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || '}') end as v0 from json_each(?1) as k left join "clubs" as t0 on t0."id" = k.value) as r;

update "clubs" as t0 set "name" = ?1 where t0."name" collate binary = ?2 returning (case typeof("id") when 'integer' then "id" else 'null' end);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || '}') end as v0 from json_each(?1) as k left join "clubs" as t0 on t0."id" = k.value) as r;
