import { HeddleError } from '../errors.ts'
import { decoded, type Text } from './pieces.ts'

/** Characters that are encoded together: enough to make encoding cheap, few enough to be forgotten at once. */
const CHUNK_LENGTH = 64 * 1024

/** Bytes that are decoded rather than passed on: short texts are joined and sent faster than short buffers. */
const FEW_BYTES = 1_024

/** An answer while it is put together. */
export interface AnswerText {
  /** @throws HeddleError LIMIT_EXCEEDED */
  add(text: Text): void
  /** All that was added, in parts: one string where it is small and no part of it is bytes. */
  finish(): readonly Text[]
}

/**
 * Puts an answer together. A large one becomes bytes while it grows: its parts are forgotten then, instead of standing in
 * memory a second time when they are joined, and a third time when the whole is encoded.
 *
 * @param most bytes of it (characters, where a part is text). What is asked for twice is spliced twice: a few links back and
 * forth multiply
 */
export function createAnswerText(most: number): AnswerText {
  const done: Text[] = []
  let text = ''
  let length = 0

  function encode(): void {
    done.push(Buffer.from(text))
    text = ''
  }

  return {
    add(part) {
      length += part.length
      if (length > most) throw tooLarge(most)
      if (typeof part === 'string' || part.length < FEW_BYTES) {
        text += decoded(part)
        if (text.length > CHUNK_LENGTH) encode()
      } else {
        if (text !== '') done.push(text)
        text = ''
        done.push(part)
      }
    },
    finish() {
      done.push(text)
      return done
    },
  }
}

function tooLarge(most: number): HeddleError {
  return new HeddleError('LIMIT_EXCEEDED', `The answer is larger than ${most} bytes.`, {
    limit: 'budgets.bytes',
    hint: 'Ask for fewer rows, or for fewer levels of relations that lead back, or raise limits.budgets.bytes in the config.',
  })
}
