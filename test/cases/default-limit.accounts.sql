select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']') from (select t1."id" from "users" as t1 order by t1."id" asc limit 100) as p0;
