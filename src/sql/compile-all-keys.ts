import type { Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import type { Fetch, FetchKey, RowSet } from '../plan/plan.ts'
import { orderClause } from './compile-order.ts'
import { limitOne } from './compile-rows.ts'
import { openJunction } from './compile-predicate.ts'
import { viewText } from './compile-view.ts'
import { keyColumns } from './key-columns.ts'
import { openTable, type Compiling } from './compiling.ts'
import { filteredRows, readsOutside, type FilteredRows } from './filtered-rows.ts'
import { all, join, raw, sql, where, type Sql } from './fragment.ts'
import type { KeyList } from './grammar.ts'
import { keyConditions } from './key-condition.ts'
import { freeName, pageNames, startNeeds, type PageNeeds, type RowSource } from './page-names.ts'
import { countSql, pageOver, type Page } from './page.ts'

/** The requested keys, twice: as what is answered, and as what rows are searched by. */
export interface KeyLists {
  readonly list: KeyList
  readonly table: KeyList
}

/**
 * All keys in one pass, where no index finds the rows of a key: the rows that have a requested key are numbered per key;
 * a row that stands for none is added for each key, so that keys without rows are answered too; then they are grouped.
 *
 * An outer join of the keys would say the same, but where the database underestimates them it would compare each key with
 * each row.
 *
 * @example select p1."kn" as n, ('[' || coalesce(string_agg(…, ',' order by p1."n") filter (where p1."kp" is not null), '') || ']') as v0
 *   from (
 *     select q.n - 1 as "kn", 1 as "kp", t2."id", row_number() over (partition by q.n - 1 order by t2."id") as "n", …
 *     from unnest($1::int4[]) with ordinality as q(k0, n) join "orders" as t2 on t2."user_id" = q.k0
 *     union all select k.n - 1, null, null, null, null from unnest($1::int4[]) with ordinality as k(k0, n)
 *   ) as p1 group by p1."kn"
 */
export function compileAllKeys(compiling: Compiling, fetch: Fetch, key: FetchKey, keys: KeyLists): Sql {
  const rows = limitOne(fetch.rows, fetch.views)
  const needs = startNeeds(rows, fetch.views)
  const source = keySource(compiling, rows, key, keys.table)
  const names = keyNames(source.row.table, compiling.grammar.quote)
  const alias = compiling.alias('p')
  const named = (name: string): Sql => raw(`${alias}.${name}`)
  const flags = readsOutside(rows, source) ? rows.seek.map((_, index) => named(names.inside(index))) : []
  const over = pageOver(compiling, rows, needs, {
    present: all([sql`${named(names.present)} is not null`, ...flags.map((flag) => sql`${flag} = 1`)]),
    count: sql`count(${named(names.present)})`,
    sorted: false,
    unlimited: true,
    alias,
  })
  const counts: Pick<Page, 'countAll' | 'existsBeyond'> = {
    countAll() {
      needs.allRows = true
      return sql`count(${named(names.present)})`
    },
    existsBeyond(seek) {
      needs.allRows = true
      return sql`count(case when ${named(names.inside(rows.seek.indexOf(seek)))} = 0 then 1 end) > 0`
    },
  }
  const texts = fetch.views.map((view) => viewText(compiling, { ...over, ...counts }, view))
  const position = named(names.position)
  const found = rowsOfKeys(compiling, { rows, needs, names, source, list: keys.list })
  return sql`select ${keyColumns(position, texts)} from (${found}) as ${raw(alias)} group by ${position}`
}

/** Quoted names of what is added to a row's columns. */
interface KeyNames {
  /** The position of the key. */
  readonly position: string
  /** 1; null for the row that stands for none. */
  readonly present: string
  /** 1 where the row is inside of a seek, else 0. */
  readonly inside: (seek: number) => string
}

function keyNames(table: Table, quote: (name: string) => string): KeyNames {
  return {
    position: quote(freeName(table, 'kn')),
    present: quote(freeName(table, 'kp')),
    inside: (seek) => quote(freeName(table, `f${seek}`)),
  }
}

/** The requested keys joined with the rows that have them; through a junction each row once a key. */
function keySource(compiling: Compiling, rows: RowSet, key: FetchKey, list: KeyList): RowSource {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, rows.table))
  // Where rows of a key cannot be searched one key at a time, an index may still serve the join.
  const test = key.indexed ? 'equalsKey' : 'hasKey'
  if (!key.through) {
    const on = all(keyConditions(compiling, key, row, list, test))
    return { row, from: sql`${list.from} join ${from} on ${on}`, conditions: [], position: list.position }
  }
  const junction = openJunction(compiling, key.through)
  const alias = compiling.alias('q')
  const members = key.through.on.map(({ from: name }, index) => {
    return sql`${junction.row.column(name).sql} as ${raw(`x${index}`)}`
  })
  const matches = all(keyConditions(compiling, key, junction.row, list, test))
  const columns = join([sql`${list.position} as kn`, ...members], ', ')
  const pairs = sql`select distinct ${columns} from ${list.from} join ${junction.from} on ${matches}${where([junction.seen])}`
  const on = all(key.through.on.map(({ to }, index) => sql`${row.column(to).sql} = ${raw(`${alias}.x${index}`)}`))
  return {
    row,
    from: sql`(${pairs}) as ${raw(alias)} join ${from} on ${on}`,
    conditions: [],
    position: raw(`${alias}.kn`),
  }
}

interface KeyRows {
  readonly rows: RowSet
  readonly needs: PageNeeds
  readonly names: KeyNames
  readonly source: RowSource
  readonly list: KeyList
}

/** The rows of all keys and a row of nulls for each key. */
function rowsOfKeys(compiling: Compiling, { rows, needs, names, source, list }: KeyRows): Sql {
  const filtered = filteredRows(compiling, rows, needs, source)
  const position = filtered.position ?? list.position // a source of keys has positions
  const inside = filtered.inside.map((seek) => sql`case when ${seek} then 1 else 0 end`)
  const columns = [
    sql`${position} as ${raw(names.position)}`,
    sql`1 as ${raw(names.present)}`,
    ...inside.map((flag, index) => sql`${flag} as ${raw(names.inside(index))}`),
    ...filtered.columns,
  ]
  const from = sql`from ${filtered.from}${where(filtered.conditions)}`
  const { query, width } = numberedRows(compiling, rows, needs, {
    ...{ names, columns, from, inside, position, orderKeys: filtered.orderKeys },
  })
  const nulls = join([list.position, ...Array.from({ length: width - 1 }, () => raw('null'))], ', ')
  const limited = needs.allRows ? query : limitedRows(compiling, rows, needs, query)
  return sql`${limited} union all select ${nulls} from ${list.from}`
}

interface RowsOfKeys extends Pick<FilteredRows, 'orderKeys'> {
  readonly names: KeyNames
  readonly columns: readonly Sql[]
  readonly from: Sql
  readonly inside: readonly Sql[]
  readonly position: Sql
}

/** The rows with the row's number within its key, and how many rows the key has; and how many columns that are. */
function numberedRows(
  compiling: Compiling,
  rows: RowSet,
  needs: PageNeeds,
  { names, columns, from, inside, position, orderKeys }: RowsOfKeys,
): { readonly query: Sql; readonly width: number } {
  const { grammar } = compiling
  if (!needs.numbered && rows.limit === null && rows.offset === null) {
    return { query: sql`select ${join(columns, ', ')} ${from}`, width: columns.length }
  }
  if (grammar.keepsOrder || rows.order.every(({ by }) => by.kind === 'column')) {
    const numbers = numberColumns(compiling, rows, { orderKeys, partition: [position, ...inside] })
    const all = [...columns, ...numbers]
    return { query: sql`select ${join(all, ', ')} ${from}`, width: all.length }
  }
  // A window that sorts by subqueries sorts wrongly in MariaDB 10.11: they are columns first.
  const alias = compiling.alias('y')
  const own = (name: string): Sql => raw(`${alias}.${name}`)
  const key = (index: number): string => grammar.quote(freeName(tableById(compiling.catalog, rows.table), `w${index}`))
  const keys = orderKeys.map((value, index) => sql`${value.sql} as ${raw(key(index))}`)
  const outside = orderKeys.map(({ nullable }, index) => ({ nullable, sql: own(key(index)) }))
  const partition = [own(names.position), ...inside.map((_, index) => own(names.inside(index)))]
  const numbers = numberColumns(compiling, rows, { orderKeys: outside, partition })
  const made = sql`select ${join([...columns, ...keys], ', ')} ${from}`
  return {
    query: sql`select ${raw(alias)}.*, ${join(numbers, ', ')} from (${made}) as ${raw(alias)}`,
    width: columns.length + keys.length + numbers.length,
  }
}

interface Partitioned extends Pick<FilteredRows, 'orderKeys'> {
  readonly partition: readonly Sql[]
}

/** The row's number within its key, and how many rows the key has, both without those that the offset skips. */
function numberColumns(compiling: Compiling, rows: RowSet, { orderKeys, partition: by }: Partitioned): Sql[] {
  const { quote } = compiling.grammar
  const names = pageNames(compiling, rows)
  const partition = sql`partition by ${join(by, ', ')}`
  const order = orderClause(compiling.grammar, rows.order, orderKeys, rows.fromEnd)
  const minusOffset = rows.offset === null ? [] : sql` - ${countSql(rows.offset)}`
  return [
    sql`row_number() over (${partition}${order})${minusOffset} as ${raw(quote(names.number))}`,
    sql`count(*) over (${partition})${minusOffset} as ${raw(quote(names.total))}`,
  ]
}

/** Without the rows that no text reads: PostgreSQL stops numbering a key there. */
function limitedRows(compiling: Compiling, rows: RowSet, needs: PageNeeds, numbered: Sql): Sql {
  const alias = compiling.alias('x')
  const number = raw(`${alias}.${compiling.grammar.quote(pageNames(compiling, rows).number)}`)
  const range = [
    rows.offset === null ? null : sql`${number} >= 1`,
    rows.limit === null ? null : sql`${number} <= ${countSql(rows.limit, needs.oneMore ? 1 : 0)}`,
  ]
  if (range.every((condition) => condition === null)) return numbered
  return sql`select ${raw(alias)}.* from (${numbered}) as ${raw(alias)}${where(range)}`
}
