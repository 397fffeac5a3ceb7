import { HeddleError } from '../../errors.ts'

/** Runs a statement of Drizzle's inside of a unit of work; rows as arrays. */
export type RunText = (text: string, params: readonly unknown[]) => Promise<unknown[][]>

/**
 * Of a statement that Drizzle wants to have rows as objects from: those that answer none. Heddle reads rows as arrays.
 *
 * @throws HeddleError BAD_USER_INPUT
 */
export function onlyRowsAsArrays(rows: unknown[][]): never[] {
  if (rows.length === 0) return []
  throw new HeddleError(
    'BAD_USER_INPUT',
    'Rows of SQL that you write yourself are not known by the names of their columns.',
    {
      hint: 'Use select(), which knows its columns, or tx.run(source, text, values), which answers with arrays.',
    },
  )
}
