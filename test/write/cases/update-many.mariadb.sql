select concat(ifnull(t0.`id`, 'null')) from `users` as t0 where exists (select 1 from `addresses` as t1 where t1.`user_id` = t0.`id` and t1.`street` collate utf8mb4_nopad_bin like ?) order by t0.`id` for update;

update `users` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k on t0.`id` = k.k0 set t0.`country` = ?;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"country":', ifnull(json_quote(t0.`country`), 'null'), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `users` as t0 on t0.`id` = k.k0) as r;
