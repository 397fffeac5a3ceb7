import { randomBytes, randomInt } from 'node:crypto'

/** Stands for the request in the events of statements that no request asked for: preflight, recovery. */
export const OWN_WORK = 'writes'

/** Crockford's: in the order of their values, so that names are in the order of their making. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** A random text of letters and digits. */
export function randomName(length: number): string {
  return Array.from({ length }, () => DIGITS[randomInt(DIGITS.length)]).join('')
}

/**
 * Names a transaction over several databases: which decision log will say what became of it, which process made it, and
 * when. A prepared branch says by its name alone whom to ask.
 *
 * @example makeGtid('7f3k2m9x1q', 'k3b9x0aa') // hd1_7f3k2m9x1q_k3b9x0aa_01jd9q3w8ktn0v6c2m5r7xhe4z
 */
export function makeGtid(log: string, node: string, now = Date.now()): string {
  const random = randomBytes(10).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
  return `hd1_${log}_${node}_${digits(BigInt(now), 10)}${digits(random, 16)}`
}

/** The parts of a name. The time is that of the process that made it. */
export function readGtid(gtid: string): { readonly log: string; readonly node: string; readonly madeAt: number } {
  const [, log = '', node = '', ulid = ''] = gtid.split('_')
  let madeAt = 0
  for (const digit of ulid.slice(0, 10)) madeAt = madeAt * 32 + DIGITS.indexOf(digit)
  return { log, node, madeAt }
}

function digits(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest >>= 5n) text = DIGITS[Number(rest & 31n)] + text
  return text
}
