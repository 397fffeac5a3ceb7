import type { View } from '../plan/plan.ts'
import { byteText } from '../byte-text.ts'
import type { Pieces } from '../runtime/pieces.ts'
import type { Unfinished } from '../runtime/read-mark.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/**
 * Rows that a fetch answered in the text of one key, of one view: the objects at the depth where rows stand. Counted without
 * parsing, as a text with places for other texts is no JSON yet.
 */
export function countRows(view: View, text: Pieces<Unfinished>): number {
  switch (view.kind) {
    case 'list':
    case 'one':
    case 'groups':
      return objectsAt(1, text)
    case 'connection': {
      // The rows stand in the answer once for each of these.
      const shown = view.fields.filter(({ kind }) => kind === 'nodes' || kind === 'edges').length
      const pages = view.fields.filter(({ kind }) => kind === 'pageInfo').length
      return shown === 0 ? 0 : (objectsAt(2, text) - pages) / shown
    }
    case 'aggregate':
      return 1
  }
}

/** Objects that begin inside of so many others, less one. */
function objectsAt(depth: number, pieces: Pieces<Unfinished>): number {
  let open = 0
  let count = 0
  for (const piece of typeof pieces === 'string' || pieces instanceof Uint8Array ? [byteText(pieces)] : pieces) {
    if (typeof piece !== 'string') continue
    let inText = false
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at)
      if (inText) {
        if (code === BACKSLASH) at += 1
        else if (code === QUOTE) inText = false
      } else if (code === QUOTE) inText = true
      else if (code === OPEN && ++open === depth) count += 1
      else if (code === CLOSE) open -= 1
    }
  }
  return count
}
