update "users" as t0 set "name" = ?1 where t0."id" = ?2 returning (case typeof("id") when 'integer' then "id" else 'null' end);

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;
