select cast(concat('{"count":', count(*), '}') as binary) from `tags` as t0;

select cast(concat('{"count":', count(*), '}') as binary) from `tags` as t0 where false;

select cast(concat('{"count":', count(*), '}') as binary) from `tags` as t0 where t0.`id` in (select e.v from json_table(?, '$[*]' columns (v int path '$')) as e);

select cast(concat('{"count":', count(*), '}') as binary) from `tags` as t0 where t0.`id` not in (select e.v from json_table(?, '$[*]' columns (v int path '$')) as e);
