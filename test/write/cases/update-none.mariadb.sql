select concat(ifnull(t0.`id`, 'null')) from `users` as t0 where t0.`id` = ? order by t0.`id` for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k on t0.`id` = k.k0 set t0.`name` = ?;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;
