select concat(ifnull(t0.`id`, 'null')) from `users` as t0 where t0.`id` = ? order by t0.`id` for update;

select k.n - 1, concat(ifnull(t0.`id`, 'null')) from json_table(?, '$[*]' columns (n for ordinality, k0 varchar(100) character set utf8mb4 collate utf8mb4_nopad_bin path '$[0]', k1 int path '$[1]')) as k join `clubs` as t0 on (t0.`name` = k.k0 collate utf8mb4_general_ci and t0.`name` collate utf8mb4_nopad_bin = k.k0) and exists (select 1 from `members` as j1 where j1.`user_id` = k.k1 and j1.`club_id` = t0.`id`) for update;

delete t0 from `members` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$[0]', k1 int path '$[1]')) as k on t0.`user_id` = k.k0 and t0.`club_id` = k.k1;

delete t0 from `clubs` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k on t0.`id` = k.k0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"name":', json_quote(t0.`name`), ',"clubs":', (select concat('[', coalesce(group_concat(coalesce(concat('{"name":', json_quote(t1.`name`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) order by t1.`id` asc separator ',' limit 100), ''), ']') from `clubs` as t1 where t1.`id` in (select j2.`club_id` from `members` as j2 where j2.`user_id` = t0.`id`)), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;
