select ('{"count":' || count(*) || '}') from "users" as t0 where t0."country"::text <> $1::text;

select ('{"count":' || count(*) || '}') from "users" as t0 where not ((t0."country" = $1::text::bpchar and t0."country"::text = $1::text));

select ('{"count":' || count(*) || '}') from "users" as t0 where t0."country" is null;
