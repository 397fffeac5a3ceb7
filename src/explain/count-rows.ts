import type { View } from '../plan/plan.ts'
import { asByteText } from '../byte-text.ts'
import type { Text, Texts } from '../runtime/texts.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** Rows that a fetch answered for the keys from position `from` to before `to`, in the texts of one view. */
export function countRows(view: View, texts: Texts, from: number, to: number): number {
  let rows = 0
  for (let position = from; position < Math.min(to, texts.count); position += 1) rows += rowsAt(view, texts, position)
  return rows
}

/**
 * Rows in one text: the objects at the depth where rows stand. Counted without parsing, as a text with places for other texts
 * is no JSON yet.
 */
function rowsAt(view: View, texts: Texts, position: number): number {
  switch (view.kind) {
    case 'list':
    case 'one':
    case 'groups':
      return objectsAt(1, texts, position)
    case 'connection': {
      // The rows stand in the answer once for each of these.
      const shown = view.fields.filter(({ kind }) => kind === 'nodes' || kind === 'edges').length
      const pages = view.fields.filter(({ kind }) => kind === 'pageInfo').length
      return shown === 0 ? 0 : (objectsAt(2, texts, position) - pages) / shown
    }
    case 'aggregate':
      return 1
  }
}

/** Objects that begin inside of so many others, less one. */
function objectsAt(depth: number, texts: Texts, position: number): number {
  let open = 0
  let count = 0
  const look = (text: Text): void => {
    const part = asByteText(text)
    let inText = false
    for (let at = 0; at < part.length; at += 1) {
      const code = part.charCodeAt(at)
      if (inText) {
        if (code === BACKSLASH) at += 1
        else if (code === QUOTE) inText = false
      } else if (code === QUOTE) inText = true
      else if (code === OPEN && ++open === depth) count += 1
      else if (code === CLOSE) open -= 1
    }
  }
  texts.visit(position, look, () => {})
  return count
}
