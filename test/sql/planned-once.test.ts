import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { param, raw, render, sql } from '../../src/sql/fragment.ts'
import { sqliteGrammar } from '../../src/sql/sqlite/dialect.ts'

const count = param({ kind: 'count', slot: 0, plus: 0 })
const from = param({ kind: 'page', part: 'from' })

/** A list as an answer has it, of many columns, so that planning it takes long. */
function list(limit: typeof count, condition: typeof count): string {
  const columns = Array.from({ length: 20 }, (_, n) => `'"c${n}":' || case typeof(id) when 'integer' then id end`)
  const text = raw(`group_concat(${columns.join(' || ')})`)
  const rows = sql`select id from t where place >= ${condition} order by place${sqliteGrammar.limit(limit, null)}`
  return render(sql`select ${text} from (${rows})`, sqliteGrammar).text
}

/** The fewest microseconds that a run took. */
function fastest(runs: number, run: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    for (let each = 0; each < 50; each += 1) run()
    return (performance.now() - start) * 20
  })
  return Math.min(...times)
}

test('SQLite plans a statement once, whatever is bound to its limit and to where its pages begin', () => {
  const database = new Database(':memory:')
  database.exec('create table t (id integer primary key, place integer); create index t_place on t (place)')
  database.exec('with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) insert into t select i, i % 50 from n') // prettier-ignore
  database.exec('analyze')
  const literal = database.prepare(list(raw('5'), raw('3')))
  const bound = database.prepare(list(count, sqliteGrammar.unseen(from)))
  expect(bound.all({ 1: 3n, 2: 5n })).toEqual(literal.all())
  // It was 5 times as long where SQLite looked at what was bound.
  expect(fastest(40, () => bound.all({ 1: 3n, 2: 5n }))).toBeLessThan(2 * fastest(40, () => literal.all()))
  database.close()
})
