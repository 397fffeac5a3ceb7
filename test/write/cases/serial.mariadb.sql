insert into `clubs` (`name`) select r.c0 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"name":', json_quote(t0.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `clubs` as t0 on t0.`id` = k.k0) as r;

insert into `clubs` (`name`) select r.c0 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"name":', json_quote(t0.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `clubs` as t0 on t0.`id` = k.k0) as r;

insert into `clubs` (`name`) select r.c0 from json_table(?, '$[*]' columns (n for ordinality, c0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]' error on error)) as r order by r.n returning concat(ifnull(`id`, 'null'));

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"name":', json_quote(t0.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `clubs` as t0 on t0.`id` = k.k0) as r;
