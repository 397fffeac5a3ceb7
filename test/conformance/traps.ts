/**
 * Where databases and their drivers disagree about a value, and the test that shows what Heddle makes of it. In the numbering
 * of the project's reference; `traps.test.ts` holds each of them to a test that is there. Where the file is `types.ts`, it is
 * the conformance suite's: each value of that type, in every use, in every engine.
 */
export interface Trap {
  readonly trap: string
  /** A test's file, and what its name holds; or a type of the conformance suite. */
  readonly shown: readonly (readonly [file: string, title: string])[]
}

const types = 'types.ts'
const behaviour = 'traps-behaviour.test.ts'

export const traps: Readonly<Record<number, Trap>> = {
  1: { trap: 'integers past 2^53', shown: [[types, 'int64'], [types, 'uint64'], ['../source/mariadb.test.ts', 'prints values as text with all their digits, prepared or not']] }, // prettier-ignore
  2: { trap: 'numbers in JSON past 2^53', shown: [['../catalog/inexact-numbers.test.ts', 'a number of JSON that JavaScript cannot hold is answered with all digits, or refused']] }, // prettier-ignore
  3: {
    trap: 'decimals',
    shown: [
      [types, 'decimal(12,2)'],
      [types, 'decimal(65,30)'],
      [types, 'numeric'],
    ],
  },
  4: { trap: 'the types of sums and means', shown: [['../sql/aggregate.test.ts', 'are exact where 64 bits are not enough, means rounded half away from zero']] }, // prettier-ignore
  5: { trap: 'dates in a zone west of UTC', shown: [[types, 'date']] },
  6: { trap: 'times that the local clock skips', shown: [[types, 'local date and time']] },
  7: { trap: 'microseconds in filters and cursors', shown: [[types, 'instant'], ['../operation/cursor.test.ts', 'give back the position they were made from, microseconds and nulls included']] }, // prettier-ignore
  8: { trap: 'infinity, BC, 24:00, times of more than a day', shown: [[types, 'date'], [types, 'time'], [types, 'instant']] }, // prettier-ignore
  9: {
    trap: 'NaN and Infinity',
    shown: [
      [types, 'float64'],
      [types, 'numeric'],
    ],
  },
  10: {
    trap: 'bytes',
    shown: [
      [types, 'bytes'],
      [types, 'long bytes'],
    ],
  },
  11: { trap: 'the case of a UUID', shown: [[types, 'uuid'], ['../key-exactness.test.ts', 'finds a UUID in text of either case, and none in other text']] }, // prettier-ignore
  12: { trap: 'a boolean that is 2', shown: [[types, 'boolean']] },
  13: {
    trap: 'a list with nulls',
    shown: [
      [types, 'list of int'],
      [types, 'list of text'],
    ],
  },
  14: { trap: 'the padding of char(n)', shown: [[types, 'char(5)']] },
  15: { trap: 'case and accents', shown: [['text-keys.test.ts', '5,000 pairs of text keys from %s: no false partner, and none missed']] }, // prettier-ignore
  16: { trap: 'a space at the end', shown: [[types, 'varchar(60)'], ['text-keys.test.ts', '5,000 pairs of text keys from %s: no false partner, and none missed']] }, // prettier-ignore
  17: { trap: 'composed and decomposed letters', shown: [[types, 'text by another collation'], ['text-keys.test.ts', '5,000 pairs of text keys from %s: no false partner, and none missed']] }, // prettier-ignore
  18: { trap: 'the case of LIKE, and its escape', shown: [[types, 'text'], ['../reference/reference.test.ts', 'like takes wildcards and escapes, ilike folds A to Z, contains neither']] }, // prettier-ignore
  19: { trap: 'the place of nulls in an order', shown: [[types, 'int32']] },
  20: { trap: 'a column that holds values of several types', shown: [[behaviour, 'a value of another type than its column is refused at its field, and disturbs the order of no other']] }, // prettier-ignore
  21: { trap: 'division of whole numbers', shown: [[behaviour, 'a mean of whole numbers keeps what is left of the division']] }, // prettier-ignore
  22: { trap: 'division by zero', shown: [[behaviour, 'a mean of no values is null, and no error']] },
  23: { trap: 'an empty list', shown: [[behaviour, 'a list without a value holds none, and a null is neither in a list nor out of it']] }, // prettier-ignore
  24: { trap: 'NOT IN with nulls', shown: [[behaviour, 'a list without a value holds none, and a null is neither in a list nor out of it']] }, // prettier-ignore
  25: { trap: 'how many parameters a statement takes', shown: [['../key-exactness.test.ts', 'answers for a list of %d keys, in one statement at each source'], ['key-lists.test.ts', 'of %d keys is asked for and asked with in one statement at each source']] }, // prettier-ignore
  26: { trap: 'how long a packet may be', shown: [['../source/mariadb.test.ts', 'refuses an answer of which the server would cut a text'], ['../source/mariadb.test.ts', 'refuses a value that is longer than a packet, and goes on']] }, // prettier-ignore
  27: { trap: 'a text that is compared with a number', shown: [[behaviour, 'a text is compared with texts: neither 0 nor 1 is what a text begins with']] }, // prettier-ignore
  28: { trap: 'U+0000 in text', shown: [['../graphql/scalars/scalars.test.ts', 'with U+0000 or half of a surrogate pair is refused, every other text is taken'], ['../plan/plan.test.ts', 'refuses U+0000 and halves of surrogate pairs in every text']] }, // prettier-ignore
  29: { trap: 'half of a surrogate pair', shown: [['../graphql/scalars/scalars.test.ts', 'with U+0000 or half of a surrogate pair is refused, every other text is taken']] }, // prettier-ignore
  30: { trap: 'how long a name may be', shown: [[behaviour, 'two names of a client that are alike in their first 300 characters are two'], ['../sql/wire.test.ts', 'chosen by a client are parameters, whatever they are']] }, // prettier-ignore
  31: { trap: "a server's own character set", shown: [[types, 'text in latin1'], [types, 'text in utf8mb3'], ['../source/mariadb-settings.test.ts', 'is refused, and told by name: %s']] }, // prettier-ignore
  32: { trap: 'the order of an enum', shown: [[types, 'enum']] },
  33: { trap: 'the equality of JSON', shown: [[types, 'json']] },
  34: { trap: 'null, and nothing said', shown: [[behaviour, 'an update leaves alone what it does not name, and takes null for a value']] }, // prettier-ignore
  35: { trap: "a server's own isolation", shown: [[behaviour, 'a transaction that writes is isolated as the config says, whatever the server does by itself']] }, // prettier-ignore
}
