select cast(('{"count":' || count(*) || '}') as blob) from "tags" as t0;

select cast(('{"count":' || count(*) || '}') as blob) from "tags" as t0 where false;

select cast(('{"count":' || count(*) || '}') as blob) from "tags" as t0 where t0."id" in (select value from json_each(?1));

select cast(('{"count":' || count(*) || '}') as blob) from "tags" as t0 where t0."id" not in (select value from json_each(?1));
