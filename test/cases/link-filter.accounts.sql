select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = $1::text::bpchar and t0."country"::text = $1::text) group by t0."id" limit 100001) as r;

select string_agg(r.v, E'\x04') from (select concat(t0."id") as v from "users" as t0 where t0."id" is not null and (t0."country" = $1::text::bpchar and t0."country"::text = $1::text) group by t0."id" limit 100001) as r;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']'), count(*) from (select t1."id" from "users" as t1 where t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n)) order by t1."id" asc limit 5) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']') from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n))) is not true order by t1."id" asc limit 5) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']') from (select t1."id" from "users" as t1 where (t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n))) is not true order by t1."id" asc limit 5) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']') from (select t1."id" from "users" as t1 where ((t1."country" = $1::text::bpchar and t1."country"::text = $1::text) or t1."id" in (select m2.k0 from unnest($2::int4[]) with ordinality as m2(k0, n))) order by t1."id" asc limit 5) as p0;

select concat('[', coalesce(string_agg(concat('{"id":', p0."id", '}'), ','), ''), ']'), count(*) from (select t1."id" from "users" as t1 where t1."id" in (select m2.k0 from unnest($1::int4[]) with ordinality as m2(k0, n)) order by t1."id" asc limit 5) as p0;
