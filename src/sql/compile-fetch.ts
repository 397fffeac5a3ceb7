import type { Catalog } from '../catalog/catalog.ts'
import { probeInPages } from '../plan/fill-pages.ts'
import type { Fetch } from '../plan/plan.ts'
import { groupsText } from './compile-groups.ts'
import { compileKeyed } from './compile-keyed.ts'
import { compileLookup } from './compile-lookup.ts'
import { compileNearKeys } from './compile-near-keys.ts'
import { compileProbe } from './compile-probe.ts'
import { nestedText } from './compile-nested.ts'
import { compileRows } from './compile-rows.ts'
import { compileWindow } from './compile-window.ts'
import type { Compiling } from './compiling.ts'
import { join, raw, render, sql, type Sql } from './fragment.ts'
import type { Grammar } from './grammar.ts'
import type { Statement } from './statement.ts'

/** A fetch as one statement of the dialect, in the row format of `marks.ts`. Pure. */
export function compileFetch(grammar: Grammar, fetch: Fetch, catalog: Catalog): Statement {
  const compiling = startCompiling(grammar, catalog)
  const pages = probeInPages(fetch)
  return render(fetchSql(pages === null ? compiling : { ...compiling, pages }, fetch), grammar)
}

function fetchSql(compiling: Compiling, fetch: Fetch): Sql {
  if (fetch.window) return compileWindow(compiling, fetch, fetch.window.columns)
  if (fetch.lookup) return compileLookup(compiling, fetch, fetch.lookup)
  if (fetch.probe?.near) return compileNearKeys(compiling, fetch, fetch.probe)
  if (fetch.probe) return compileProbe(compiling, fetch, fetch.probe)
  return fetch.key ? compileKeyed(compiling, fetch, fetch.key) : compileRoot(compiling, fetch)
}

export function startCompiling(grammar: Grammar, catalog: Catalog): Compiling {
  let aliases = 0
  const compiling: Compiling = {
    grammar,
    catalog,
    alias: (prefix) => `${prefix}${aliases++}`,
    nested: (parent, rows, view) => nestedText(compiling, parent, rows, view),
  }
  return compiling
}

function compileRoot(compiling: Compiling, fetch: Fetch): Sql {
  const others = fetch.views.filter(({ kind }) => kind !== 'groups')
  const { texts, from } = compileRows(compiling, fetch.rows, others, () => [])
  const inOrder = fetch.views.map((view) => {
    // Groups are read on their own, whatever else is asked of the rows.
    return view.kind === 'groups' ? groupsText(compiling, fetch.rows, view) : texts[others.indexOf(view)]! // one of `others`
  })
  // How many rows there are tells whether the page is full.
  const count = fetch.counted ? [raw('count(*)')] : []
  return sql`select ${join([...inOrder.map(compiling.grammar.answer), ...count], ', ')}${from}`
}
