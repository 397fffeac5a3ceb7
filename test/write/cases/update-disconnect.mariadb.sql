select concat(ifnull(t0.`id`, 'null')) from `orders` as t0 where t0.`id` = ? order by t0.`id` for update;

update `orders` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 int path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`user_id` = r.c0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"userId":', ifnull(t0.`user_id`, 'null'), ',"user":', coalesce((select coalesce(concat('{"name":', json_quote(t1.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) from `users` as t1 where t1.`id` = t0.`user_id`), 'null'), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `orders` as t0 on t0.`id` = k.k0) as r;
