select 0, ('{"count":' || count(*) || '}') from "tags" as t0;

select 0, ('{"count":' || count(*) || '}') from "tags" as t0 where false;

select 0, ('{"count":' || count(*) || '}') from "tags" as t0 where t0."id" in (select value from json_each(?1));

select 0, ('{"count":' || count(*) || '}') from "tags" as t0 where t0."id" not in (select value from json_each(?1));
