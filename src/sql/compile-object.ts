import type { ObjectValue, Value } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { sql, type Sql } from './fragment.ts'
import { markPieces, namePieces, objectPieces, sentinelText, textOf, typenamePieces, type Piece } from './json-text.ts'

/** A row as a JSON object: one text, null for no row. */
export function objectText(compiling: Compiling, row: Row, object: ObjectValue): Sql {
  return rowText(compiling, row, (wire) => objectValuePieces(compiling, row, object, wire))
}

/** Writes a column of the row in its wire form. */
export type Wire = (column: string) => Piece[]

/**
 * A text about one row. A null behind a column that is NOT NULL to the catalog cannot be carried: the row becomes a
 * sentinel. Where a wire form does not look for it, the text is null, and would go unnoticed among others.
 */
export function rowText({ grammar }: Compiling, row: Row, write: (wire: Wire) => Piece[]): Sql {
  const text = textOf(
    write((name) => grammar.values.json(row.column(name), sentinelText)),
    grammar,
  )
  return grammar.wireFindsNull ? text : sql`coalesce(${text}, ${grammar.literal(sentinelText('malformed'))})`
}

export function objectValuePieces(compiling: Compiling, row: Row, object: ObjectValue, wire: Wire): Piece[] {
  return objectPieces(
    object.fields.map(({ name, value }) => [...namePieces(name), ...valuePieces(compiling, row, value, wire)]),
  )
}

function valuePieces(compiling: Compiling, row: Row, value: Value, wire: Wire): Piece[] {
  switch (value.kind) {
    case 'object':
      return objectValuePieces(compiling, row, value, wire)
    case 'column':
      return wire(value.column)
    case 'typename':
      return typenamePieces(value.typeName)
    case 'nodeId':
      return nodeIdPieces(compiling, row)
    case 'rows':
      return [compiling.nested(row, value.rows, value.view)]
    case 'splice': {
      const keys = value.columns.map((column) => compiling.grammar.values.keyJson(row.column(column)))
      return markPieces(String(value.splice), keys)
    }
  }
}

/** `"User:5"`, `"FilmActor:1,2"`: see `catalog/node-id.ts`. */
function nodeIdPieces(compiling: Compiling, row: Row): Piece[] {
  const columns = row.table.primaryKey?.columns ?? []
  const parts = columns.map((name): Piece[] => {
    const value: Expression = row.column(name)
    return compiling.grammar.values.nodeIdPart(value, columns.length > 1)
  })
  const joined = parts.flatMap((part, index) => (index === 0 ? part : [',', ...part]))
  return [`"${row.table.typeName}:`, ...joined, '"']
}
