import type { Table } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import type { SentinelReason } from '../sql/marks.ts'

/** Why a value is not answered: what a database said, or what only the reference path cannot carry. */
type Reason = SentinelReason | 'inexactNumber'

const explanations: Record<Exclude<Reason, 'missingRow'>, string> = {
  notFinite: 'is not a finite number, which JSON cannot carry',
  outOfRange: 'is outside of the range of its type',
  unknownEnumValue: 'is not among the values of its enum',
  malformed: 'is not a value of its type',
  inexactNumber: 'holds a number with more digits than JavaScript keeps',
}

/** The error of a sentinel: which column holds what no answer can carry. It never shows the value. */
export function explainSentinel(reason: Reason, table: Table, column: string | undefined): HeddleError {
  const where = { source: table.source, table: table.typeName }
  if (reason === 'missingRow') {
    return new HeddleError('REQUIRED_ROW_MISSING', `A row of ${table.typeName} that must exist is missing.`, {
      ...where,
      hint: 'The foreign key is not enforced on all rows. Mend the data, or declare the relation optional.',
    })
  }
  const place = column ? `${table.typeName}.${column}` : table.typeName
  return new HeddleError('VALUE_NOT_REPRESENTABLE', `A value of ${place} ${explanations[reason]}.`, {
    ...where,
    ...(column ? { columns: [column] } : {}),
    hint:
      reason === 'inexactNumber'
        ? 'Ask for it without fields that are code of the config and without @defer: then its text is passed on as it is.'
        : 'Mend the value, or declare the column with a type that fits it.',
  })
}
