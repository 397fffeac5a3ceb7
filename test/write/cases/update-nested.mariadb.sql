select concat(ifnull(t0.`id`, 'null')) from `users` as t0 where t0.`id` = ? order by t0.`id` for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`name` = r.c0;

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$[0]', k1 int path '$[1]')) as k join `orders` as t0 on t0.`id` = k.k0 and t0.`user_id` = k.k1 for update;

update `orders` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(20) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`status` = r.c0;

update `orders` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 decimal(65, 3) path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`total` = r.c0;

insert into `addresses` (`street`, `user_id`) select r.c0, r.c1 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 int path '$[1]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k join `addresses` as t0 on t0.`id` = k.k0 for update;

update `addresses` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 int path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`user_id` = r.c0;

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$[0]', k1 int path '$[1]')) as k join `addresses` as t0 on t0.`id` = k.k0 and t0.`user_id` = k.k1 for update;

update `addresses` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`city` = r.c0;

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$[0]', k1 int path '$[1]')) as k join `addresses` as t0 on t0.`id` = k.k0 and t0.`user_id` = k.k1 for update;

delete t0 from `addresses` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k on t0.`id` = k.k0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"name":', json_quote(t0.`name`), ',"addresses":', (select concat('[', coalesce(group_concat(coalesce(concat('{"city":', json_quote(t1.`city`), ',"street":', json_quote(t1.`street`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) order by t1.`id` asc separator ',' limit 100), ''), ']') from `addresses` as t1 where t1.`user_id` = t0.`id`), ',"orders":', (select concat('[', coalesce(group_concat(coalesce(concat('{"id":', t2.`id`, ',"status":', json_quote(t2.`status`), ',"total":"', t2.`total`, '"}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) order by t2.`id` asc separator ',' limit 100), ''), ']') from `orders` as t2 where t2.`user_id` = t0.`id`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;
