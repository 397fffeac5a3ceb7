import { AnswerSize, type AnswerBudgets } from './answer-size.ts'
import { decoded, type Text } from './pieces.ts'

/** Characters that are encoded together: enough to make encoding cheap, few enough to be forgotten at once. */
const CHUNK_LENGTH = 64 * 1024

/** Bytes that are decoded rather than passed on: short texts are joined and sent faster than short buffers. */
const FEW_BYTES = 1_024

/** An answer while it is put together. */
export interface AnswerText {
  /** @throws HeddleError LIMIT_EXCEEDED */
  add(text: Text): void
  /**
   * All that was added, in parts: one string where it is small and no part of it is bytes.
   *
   * @throws HeddleError LIMIT_EXCEEDED
   */
  finish(): readonly Text[]
}

/**
 * Puts an answer together. A large one becomes bytes while it grows: its parts are forgotten then, instead of standing in
 * memory a second time when they are joined, and a third time when the whole is encoded.
 *
 * @param budgets of it (characters count as bytes where a part is text). What is asked for twice is spliced twice: a few
 * links back and forth multiply
 */
export function createAnswerText(budgets: AnswerBudgets): AnswerText {
  const size = new AnswerSize(budgets)
  const done: Text[] = []
  let counted = 0
  let text = ''

  function end(part: Text): void {
    done.push(part)
    if (!size.mayHaveMany) return
    for (; counted < done.length; counted += 1) size.count(bytesOf(done[counted]!)) // in range
  }

  return {
    add(part) {
      size.add(part.length)
      if (typeof part === 'string' || part.length < FEW_BYTES) {
        text += decoded(part)
        if (text.length <= CHUNK_LENGTH) return
        end(Buffer.from(text))
        text = ''
      } else {
        if (text !== '') end(text)
        text = ''
        end(part)
      }
    },
    finish() {
      end(text)
      return done
    },
  }
}

function bytesOf(text: Text): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text
}
