import type { BoundStatement, Source } from '../source/source.ts'
import type { SqlValue } from '../sql/statement.ts'
import { transactions } from '../sql/transactions.ts'
import { lookOwn, writeOwn } from './own-work.ts'

/** What is kept under an id: which request it answered, and how. */
export interface KeptAnswer {
  readonly request: string
  readonly answer: string
}

/** Makes the table of kept answers where there is none. */
export async function setUpAnswers(source: Source): Promise<void> {
  await writeOwn(source, transactions[source.dialect].keptAnswers.create)
}

/** Whether a database has the table. */
export async function keepsAnswers(source: Source): Promise<boolean> {
  return (await lookOwn(source, transactions[source.dialect].keptAnswers.exists)).rows.length > 0
}

/** What is kept under an id, as far as it is committed. */
export async function readAnswer(source: Source, id: string): Promise<KeptAnswer | null> {
  return answerIn((await lookOwn(source, transactions[source.dialect].keptAnswers.read, [id])).rows)
}

/** Deletes the answers that are older than so many seconds. */
export async function forgetAnswers(source: Source, seconds: number): Promise<void> {
  await writeOwn(source, transactions[source.dialect].keptAnswers.forget, [seconds])
}

/** The statements that take an id, look whose it is, and keep the answer, inside of the transaction that writes. */
export function claimStatement(source: Source, id: string, request: string, claim: string): BoundStatement {
  return own(transactions[source.dialect].keptAnswers.claim, [id, request, claim])
}

export function readStatement(source: Source, id: string): BoundStatement {
  return own(transactions[source.dialect].keptAnswers.read, [id])
}

export function keepStatement(source: Source, id: string, answer: string): BoundStatement {
  return own(transactions[source.dialect].keptAnswers.keep, [answer, id])
}

/** The answer in the rows of a read. */
export function answerIn(rows: readonly (readonly unknown[])[]): KeptAnswer | null {
  const [row] = rows
  return row === undefined ? null : { request: String(row[0]), answer: String(row[1]) }
}

function own(text: string, values: readonly SqlValue[]): BoundStatement {
  return { text, values, prepare: false }
}
