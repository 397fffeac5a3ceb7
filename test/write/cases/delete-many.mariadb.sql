select concat(ifnull(t0.`id`, 'null')) from `items` as t0 where t0.`quantity` >= ? order by t0.`id` for update;

delete t0 from `items` as t0 join json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k on t0.`id` = k.k0;

select cast(group_concat(r.v0 order by r.n separator x'04') as binary) from (select k.n - 1 as n, case when t0.`id` is null then 'null' else coalesce(concat('{"id":', t0.`id`, ',"sku":', json_quote(t0.`sku`), '}'), concat(char(1 using utf8mb4), '!', char(2 using utf8mb4), 'malformed', char(3 using utf8mb4))) end as v0 from json_table(?, '$[*]' columns (n for ordinality, k0 int path '$')) as k left join `items` as t0 on t0.`id` = k.k0) as r;
