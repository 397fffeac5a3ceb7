import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { HeddleError } from '../errors.ts'

/** The order values of a row, as the database printed them. */
export type CursorPosition = readonly (string | null)[]

/** Writes and reads cursors. */
export interface Cursors {
  encode(scope: string, position: CursorPosition): string
  /** Throws BAD_CURSOR for anything that was not made by {@link Cursors.encode} with the same scope and a known secret. */
  decode(scope: string, cursor: string): CursorPosition
}

/**
 * Cursors are AES-256-GCM over the order values, so that they show nothing of a row, with what they are bound to (role,
 * field, order, filter: the *scope*) as additional data, so that they fit nowhere else. The nonce is derived from scope
 * and position (a synthetic IV, RFC 8452's idea with HMAC-SHA-256): the same row has the same cursor, and equal nonces
 * mean equal plaintexts.
 *
 * @param secrets the current one first; older ones are still read.
 */
export function createCursors(secrets: readonly [string, ...string[]]): Cursors {
  const keys = secrets.map((secret) => ({
    cipher: deriveKey(secret, 'heddle cursor cipher'),
    nonce: deriveKey(secret, 'heddle cursor nonce'),
  }))

  return {
    encode(scope, position) {
      const key = keys[0]! // the type says that there is one
      const additional = createHash('sha256').update(scope).digest()
      const plain = Buffer.from(JSON.stringify(position))
      const nonce = createHmac('sha256', key.nonce).update(additional).update(plain).digest().subarray(0, 12)
      const cipher = createCipheriv('aes-256-gcm', key.cipher, nonce).setAAD(additional)
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    decode(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const additional = createHash('sha256').update(scope).digest()
      for (const key of keys) {
        try {
          const decipher = createDecipheriv('aes-256-gcm', key.cipher, bytes.subarray(0, 12), { authTagLength: 16 })
          decipher.setAAD(additional).setAuthTag(bytes.subarray(12, 28))
          const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
          return JSON.parse(plain.toString()) as CursorPosition // authenticated: encode wrote it
        } catch {
          // Not made with this secret and scope; perhaps with an older secret.
        }
      }
      throw new HeddleError(
        'BAD_CURSOR',
        'The cursor does not belong here. A cursor fits only the field, filter, order and role that it was made with.',
        { hint: 'Start again without a cursor, or repeat the arguments of the request that gave it.' },
      )
    },
  }
}

function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}
