import type { RanStatement, RunCrossing, RunExplanation } from '../../explain/explanation.ts'

/** `2 statements; a resolver per row would have made 121` */
export function countText({ ran, perRow }: Pick<RunExplanation, 'ran' | 'perRow'>): string {
  const count = `${ran.length} ${ran.length === 1 ? 'statement' : 'statements'}`
  return perRow === null ? count : `${count}; a resolver per row would have made ${perRow}`
}

/** The table of a statement, in its own database's words. */
export function tableText({ table }: Pick<RanStatement, 'table'>): string {
  return table.slice(table.indexOf('.') + 1)
}

/** What a statement did, for those who hear it; what is seen of it comes first: `users · 20 rows at accounts, waited 0.1 ms, ran 2.3 ms`. */
export function statementText(statement: RanStatement): string {
  return `${barText(statement)} at ${statement.source}, ${factTexts(statement).join(', ')}`
}

/** `waited 0.1 ms`, `ran 2.3 ms`, `20 keys`, `64 rows` */
export function factTexts({ wait, run, keys, rows, strategy, error }: RanStatement): readonly string[] {
  return [
    `waited ${msText(wait)}`,
    `ran ${msText(run)}`,
    ...(keys > 0 ? [plural(keys, 'key')] : []),
    ...(rows === null ? [] : [plural(rows, 'row')]),
    ...(strategy === undefined ? [] : [strategy]),
    ...(error === undefined ? [] : [`failed: ${error}`]),
  ]
}

/** What is written on a statement's bar. */
export function barText(statement: RanStatement): string {
  const { keys, rows } = statement
  const given = keys > 0 ? `${plural(keys, 'key')} → ` : ''
  return `${tableText(statement)} · ${given}${rows === null ? (statement.error ?? 'done') : plural(rows, 'row')}`
}

/** How keys cross: `link accounts.users.orders: batch`, `filter …: semi-join, all keys (planned: windows)`. */
export function crossingText({ use, relation, strategy, planned, took }: RunCrossing): string {
  const way = took === null || took === strategy ? '' : `, ${took}`
  const other = planned === null || took === null || planned === took ? '' : ` (planned: ${planned})`
  return `${use} ${relation}: ${strategy}${way}${other}`
}

export function msText(ms: number): string {
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(2)} ms`
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}
