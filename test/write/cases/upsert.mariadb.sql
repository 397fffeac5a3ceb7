insert into `users` (`country`, `email`, `name`) select r.c0, r.c1, r.c2 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(2) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$[1]' error on error, c2 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[2]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$')) as k join `users` as t0 on (t0.`email` = k.k0 collate utf8mb4_general_ci and t0.`email` collate utf8mb4_nopad_bin = k.k0) for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 varchar(2) character set utf8mb4 collate utf8mb4_nopad_bin path '$[1]' error on error, k0 int path '$[2]' error on error)) as r on t0.`id` = r.k0 set t0.`name` = r.c0, t0.`country` = r.c1;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"name":', json_quote(t0.`name`), ',"country":', ifnull(json_quote(t0.`country`), 'null'), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;

insert into `users` (`country`, `email`, `name`) select r.c0, r.c1, r.c2 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(2) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$[1]' error on error, c2 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[2]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$')) as k join `users` as t0 on (t0.`email` = k.k0 collate utf8mb4_general_ci and t0.`email` collate utf8mb4_nopad_bin = k.k0) for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(2) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`country` = r.c0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"name":', json_quote(t0.`name`), ',"country":', ifnull(json_quote(t0.`country`), 'null'), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;

insert into `users` (`email`, `name`) select r.c0, r.c1 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[1]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$')) as k join `users` as t0 on (t0.`email` = k.k0 collate utf8mb4_general_ci and t0.`email` collate utf8mb4_nopad_bin = k.k0) for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, k0 int path '$[1]' error on error)) as r on t0.`id` = r.k0 set t0.`name` = r.c0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"email":', json_quote(t0.`email`), ',"name":', json_quote(t0.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;

insert into `users` (`email`, `id`, `name`) select r.c0, r.c1, r.c2 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error, c1 int path '$[1]' error on error, c2 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[2]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k join `users` as t0 on t0.`id` = k.k0 for update;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"email":', json_quote(t0.`email`), ',"name":', json_quote(t0.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;
