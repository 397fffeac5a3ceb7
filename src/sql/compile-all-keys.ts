import { tableById } from '../catalog/lookup.ts'
import type { Fetch, FetchKey, RowSet } from '../plan/plan.ts'
import { orderClause, orderValues, seekSql } from './compile-order.ts'
import { filterSql } from './compile-predicate.ts'
import { limitOne } from './compile-rows.ts'
import { viewText } from './compile-view.ts'
import { openTable, type Compiling } from './compiling.ts'
import { filteredRows } from './filtered-rows.ts'
import { all, join, raw, sql, where, type Sql } from './fragment.ts'
import type { KeyList } from './grammar.ts'
import { equalsKeys } from './key-condition.ts'
import { freeName, startNeeds, pageNames, type PageNeeds, type RowSource } from './page-names.ts'
import { countSql, pageOver, type Page } from './page.ts'

/** The requested keys, twice: as what is answered, and as what rows are searched by. */
export interface KeyLists {
  readonly list: KeyList
  readonly again: KeyList
}

/**
 * All keys in one pass, where no index finds the rows of a key: the rows of all keys are numbered per key, limited by
 * their numbers, and joined to the list of keys, so that keys without rows are answered too.
 *
 * @example select k.n - 1, concat('[', coalesce(string_agg(…, ',' order by p2."n") filter (where p2."kn" is not null), ''), ']')
 *   from unnest($1::int4[]) with ordinality as k(k0, n) left join (select x4.* from (
 *     select q.n - 1 as "kn", t3."id", row_number() over (partition by q.n - 1 order by t3."id") as "n", …
 *     from unnest($1::int4[]) with ordinality as q(k0, n) join "orders" as t3 on t3."user_id" = q.k0
 *   ) as x4 where x4."n" between 1 and 5) as p2 on p2."kn" = k.n - 1 group by k.n
 */
export function compileAllKeys(compiling: Compiling, fetch: Fetch, key: FetchKey, keys: KeyLists): Sql {
  const rows = limitOne(fetch.rows, fetch.views)
  const table = tableById(compiling.catalog, rows.table)
  const needs = startNeeds(rows, fetch.views)
  const alias = compiling.alias('p')
  const position = raw(`${alias}.${compiling.grammar.quote(freeName(table, 'kn'))}`)
  const over = pageOver(compiling, rows, needs, {
    present: sql`${position} is not null`,
    count: sql`count(${position})`,
    sorted: false,
    alias,
  })
  const scalars = keyScalars(compiling, rows, key, keys)
  const texts = fetch.views.map((view) => viewText(compiling, { ...over, ...scalars.members }, view))
  const read = needs.read
    ? sql` left join (${numberedRows(compiling, rows, needs, keySource(compiling, rows, key, keys.again))}) as ${raw(alias)} on ${position} = ${keys.list.position}`
    : []
  const columns = join([keys.list.position, ...texts], ', ')
  return sql`select ${columns} from ${keys.list.from}${read}${scalars.joins.flat()} group by ${keys.list.groupBy}`
}

/** The requested keys joined with the rows that have them; through a junction each row once a key. */
function keySource(compiling: Compiling, rows: RowSet, key: FetchKey, list: KeyList): RowSource {
  const table = openTable(compiling, tableById(compiling.catalog, rows.table))
  const { row } = table
  if (!key.through) {
    const on = all(equalsKeys(compiling, key, row, list))
    return { row, from: sql`${list.from} join ${table.from} on ${on}`, conditions: [], position: list.position }
  }
  const junction = openTable(compiling, tableById(compiling.catalog, key.through.table), 'j')
  const alias = compiling.alias('q')
  const members = key.through.on.map(({ from }, index) => sql`${junction.row.column(from).sql} as ${raw(`x${index}`)}`)
  const pairs = sql`select distinct ${join([sql`${list.position} as kn`, ...members], ', ')} from ${list.from} join ${junction.from} on ${all(equalsKeys(compiling, key, junction.row, list))}`
  const on = all(key.through.on.map(({ to }, index) => sql`${row.column(to).sql} = ${raw(`${alias}.x${index}`)}`))
  return {
    row,
    from: sql`(${pairs}) as ${raw(alias)} join ${table.from} on ${on}`,
    conditions: [],
    position: raw(`${alias}.kn`),
  }
}

function numberedRows(compiling: Compiling, rows: RowSet, needs: PageNeeds, source: RowSource): Sql {
  const { quote } = compiling.grammar
  const names = pageNames(compiling, rows)
  const filtered = filteredRows(compiling, rows, needs, source)
  const position = filtered.position ?? raw('0') // a source of keys has positions
  const limited = rows.limit !== null || rows.offset !== null
  const minusOffset = rows.offset === null ? [] : sql` - ${countSql(rows.offset)}`
  const order = orderClause(rows.order, filtered.orderKeys, rows.fromEnd)
  const numbers =
    needs.numbered || limited
      ? [
          sql`row_number() over (partition by ${position}${order})${minusOffset} as ${raw(quote(names.number))}`,
          sql`count(*) over (partition by ${position})${minusOffset} as ${raw(quote(names.total))}`,
        ]
      : []
  const kn = quote(freeName(source.row.table, 'kn'))
  const columns = join([sql`${position} as ${raw(kn)}`, ...filtered.columns, ...numbers], ', ')
  const numbered = sql`select ${columns} from ${filtered.from}${where(filtered.conditions)}`
  if (!limited) return numbered
  const alias = compiling.alias('x')
  const number = raw(`${alias}.${quote(names.number)}`)
  const range = [
    rows.offset === null ? null : sql`${number} >= 1`,
    rows.limit === null ? null : sql`${number} <= ${countSql(rows.limit, needs.oneMore ? 1 : 0)}`,
  ]
  return sql`select ${raw(alias)}.* from (${numbered}) as ${raw(alias)}${where(range)}`
}

interface KeyScalars {
  readonly members: Pick<Page, 'countAll' | 'existsBeyond'>
  readonly joins: Sql[]
}

/** What is counted beside the page, for all keys in one more pass each. */
function keyScalars(compiling: Compiling, rows: RowSet, key: FetchKey, keys: KeyLists): KeyScalars {
  const joins: Sql[] = []
  const counted = (extra: (source: RowSource) => Sql | null): Sql => {
    const source = keySource(compiling, rows, key, keys.again)
    const position = source.position ?? raw('0') // a source of keys has positions
    const conditions = where([...filterSql(compiling, source.row, rows), extra(source)])
    const alias = compiling.alias('c')
    const counts = sql`select ${position} as kn, count(*) as v from ${source.from}${conditions} group by ${position}`
    joins.push(sql` left join (${counts}) as ${raw(alias)} on ${raw(`${alias}.kn`)} = ${keys.list.position}`)
    return raw(`coalesce(max(${alias}.v), 0)`)
  }
  const members: KeyScalars['members'] = {
    countAll: () => counted(() => null),
    existsBeyond(seek) {
      const beyond = counted((source) => {
        const inside = seekSql(rows, orderValues(compiling, source.row, rows.order), seek)
        return sql`(${inside}) is not true`
      })
      return sql`${beyond} > 0`
    },
  }
  return { members, joins }
}
