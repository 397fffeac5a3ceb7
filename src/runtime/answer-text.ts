import { AnswerSize, type AnswerBudgets } from './answer-size.ts'
import { asByteText, ascii, bytesOf, type ByteText } from '../byte-text.ts'
import type { Text } from './texts.ts'

/** Characters that become bytes together: enough to make that cheap, few enough to be forgotten at once. */
const CHUNK_LENGTH = 64 * 1024

/** Bytes that are joined to the text around them: short texts are joined and sent faster than short buffers. */
const FEW_BYTES = 1_024

/** An answer while it is put together. */
export interface AnswerText {
  /** @throws HeddleError LIMIT_EXCEEDED */
  add(text: Text): void
  /** Of the answer itself: what stands between the texts of databases, and names. */
  addAscii(text: string): void
  /**
   * All that was added, in parts: one string where it is small and no part of it is bytes.
   *
   * @throws HeddleError LIMIT_EXCEEDED
   */
  finish(): readonly Text[]
}

/**
 * Puts an answer together. A large one becomes bytes while it grows: its parts are forgotten then, instead of standing in
 * memory a second time when they are joined.
 *
 * @param budgets of it. What is asked for twice is spliced twice: a few links back and forth multiply
 * @param leastObject bytes that each object in it takes at least, without the objects in it
 */
export function createAnswerText(budgets: AnswerBudgets, leastObject: number): AnswerText {
  const size = new AnswerSize(budgets, leastObject)
  const done: Text[] = []
  let counted = 0
  let text = ''

  function end(part: Text): void {
    done.push(part)
    if (!size.mayHaveMany) return
    for (; counted < done.length; counted += 1) size.count(bytesOf(done[counted]!)) // in range
  }

  function add(part: Text): void {
    size.add(part.length)
    if (typeof part !== 'string' && part.length >= FEW_BYTES) {
      if (text !== '') end(text as ByteText)
      text = ''
      return end(part)
    }
    text += asByteText(part)
    if (text.length <= CHUNK_LENGTH) return
    end(bytesOf(text as ByteText))
    text = ''
  }

  return {
    add,
    addAscii: (part) => add(ascii(part)),
    finish() {
      end(text as ByteText)
      return done
    },
  }
}
