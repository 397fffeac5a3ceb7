insert into "users" ("country", "email", "name") select (r.value ->> 0), (r.value ->> 1), (r.value ->> 2) from json_each(?1) as r where true on conflict ("email") do update set "name" = excluded."name", "country" = excluded."country" returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "users" as t0 on t0."email" collate binary = k.value;

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || ',"country":' || json_quote(cast(t0."country" as text)) || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;

insert into "users" ("country", "email", "name") select (r.value ->> 0), (r.value ->> 1), (r.value ->> 2) from json_each(?1) as r where true on conflict ("email") do update set "country" = excluded."country" returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "users" as t0 on t0."email" collate binary = k.value;

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || ',"country":' || json_quote(cast(t0."country" as text)) || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;

insert into "users" ("email", "name") select (r.value ->> 0), (r.value ->> 1) from json_each(?1) as r where true on conflict ("email") do update set "name" = excluded."name" returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "users" as t0 on t0."email" collate binary = k.value;

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"email":' || case when t0."email" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."email" as text)) end || ',"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;

insert into "users" ("email", "id", "name") select (r.value ->> 0), (r.value ->> 1), (r.value ->> 2) from json_each(?1) as r where true on conflict ("id") do nothing returning (case typeof("id") when 'integer' then "id" else 'null' end);

select k.key, (case typeof(t0."id") when 'integer' then t0."id" else 'null' end) from json_each(?1) as k join "users" as t0 on t0."id" = k.value;

select cast(group_concat(r.v0, char(4)) as blob) from (select k.key as n, case when t0."id" is null then 'null' else ('{"id":' || case when t0."id" between -2147483648 and 2147483647 then t0."id" else (char(1) || '!' || char(2) || 'outOfRange' || char(3)) end || ',"email":' || case when t0."email" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."email" as text)) end || ',"name":' || case when t0."name" is null then (char(1) || '!' || char(2) || 'malformed' || char(3)) else json_quote(cast(t0."name" as text)) end || '}') end as v0 from json_each(?1) as k left join "users" as t0 on t0."id" = k.value) as r;
