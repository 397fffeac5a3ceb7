import type { Catalog, Table } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import type { Conflict, Pair, WriteBatch, WritePlan, WriteStep } from '../plan/write-plan.ts'
import { startCompiling } from './compile-fetch.ts'
import { findKeysSql, findWhereSql, heldSql } from './compile-find.ts'
import { insertSql, joinSql, upsertsAtOnce, type InsertSql } from './compile-insert.ts'
import { changeSql, deleteSql, updateSql, upsertSql } from './compile-update.ts'
import type { Compiling } from './compiling.ts'
import { render, type Sql } from './fragment.ts'
import type { Grammar } from './grammar.ts'
import type { Statement } from './statement.ts'

/** The statements of a step of a write: one for each of its groups of rows; none of what only reads the answer. Pure. */
export function compileWrite(grammar: Grammar, plan: WritePlan, step: WriteStep, catalog: Catalog): Statement[] {
  if (step.kind === 'answer') return []
  const batch = plan.batches[step.batch]! // a batch of the plan
  const texts = stepSql(() => startCompiling(grammar, catalog), tableById(catalog, batch.table), batch, step)
  return texts.map((text) => ('text' in text ? renderInsert(text, grammar) : render(text, grammar)))
}

function renderInsert({ text, each, inserted }: InsertSql, grammar: Grammar): Statement {
  return {
    ...render(text, grammar),
    ...(each ? { each: render(each, grammar) } : {}),
    ...(inserted ? { inserted: { by: inserted.by, statement: render(inserted.text, grammar) } } : {}),
  }
}

function stepSql(
  start: () => Compiling,
  table: Table,
  batch: WriteBatch,
  step: Exclude<WriteStep, { kind: 'answer' }>,
): (Sql | InsertSql)[] {
  const key = batch.columns.slice(0, batch.keyLength)
  switch (step.kind) {
    case 'findWhere':
      return [findWhereSql(start(), table, batch.columns, step)]
    case 'findKeys':
      return step.groups.map((group, number) => {
        const matches = step.matches.filter((match) => match.group === number)
        return findKeysSql(start(), table, batch.columns, { ...step, key: group.columns, matches })
      })
    case 'insert':
      return step.conflict
        ? upsertSqls(start, table, batch, step.groups[0]?.columns ?? [], step.conflict)
        : step.groups.map(({ columns }) =>
            insertSql(start, table, { columns, returns: batch.columns, keyLength: batch.keyLength, conflict: null }),
          )
    case 'update':
      return step.groups.map(({ columns, added }) => updateSql(start(), table, key, { columns, added }))
    case 'check':
      return [heldSql(start(), table, key, step.policy)]
    case 'change':
      return changeSql(start, table, batch.columns, key, step)
    case 'delete':
      return [deleteSql(start(), table, key)]
    case 'join':
    case 'part': {
      const compiling = start()
      const junction = tableById(compiling.catalog, step.pair.table)
      const columns = pairColumns(step.pair).map((name) => columnOf(junction, name).name)
      return [step.kind === 'join' ? joinSql(compiling, junction, columns) : deleteSql(compiling, junction, columns)]
    }
  }
}

/**
 * The insert of an upsert, and what finds the row that it leaves as it is. Where an insert cannot mind one certain key, the
 * row is found first, and the third statement changes it.
 */
function upsertSqls(
  start: () => Compiling,
  table: Table,
  batch: WriteBatch,
  columns: readonly string[],
  conflict: Conflict,
): (Sql | InsertSql)[] {
  const { columns: returns, keyLength } = batch
  const insert = insertSql(start, table, { columns, returns, keyLength, conflict })
  const policy = conflict.apart?.policy ?? null
  const find = findKeysSql(start(), table, batch.columns, { key: conflict.key, policy, owner: null, lock: true })
  const compiling = start()
  if (upsertsAtOnce(compiling.grammar, conflict)) return [insert, find]
  const key = batch.columns.slice(0, batch.keyLength)
  const changes = conflict.update.length + conflict.set.length > 0
  return [insert, find, ...(changes ? [upsertSql(compiling, table, key, conflict)] : [])]
}

/** The columns of a junction: those of the row above, then those of the row itself. */
function pairColumns({ above, own }: Pair): string[] {
  return [...above.on.map(({ to }) => to), ...own.map(({ to }) => to)]
}
