/**
 * The row format of a fetch: finished JSON text, with marks.
 *
 * A statement answers with one row, and in it with one text for each view. Where it answers for keys, a view's text is that
 * of all keys, in the order of the keys, with U+0004 between two of them: one cell is read faster than a row for each key.
 *
 * A probe answers with one text: its keys with U+0004 between them, each the JSON of its columns with U+0002 between those;
 * null where there are none.
 *
 * A lookup answers with one text in the same form: behind the columns of each key stand the rank of its value, the value's
 * order text if it was asked for, and a number for each value of a cursor that it was compared with; or the value's wire
 * form, in which there may be marks.
 *
 * A text is JSON in its final form: exactly the selected fields, under their response names, in the
 * order of the selection. Where the text cannot be finished by the database it holds a *mark*, which no JSON text can
 * contain by itself, because JSON escapes every control character inside strings and allows none of these outside:
 *
 *     U+0001 tag (U+0002 argument)* U+0003
 *
 * | tag                | arguments                                   | replaced by                                        |
 * |--------------------|---------------------------------------------|----------------------------------------------------|
 * | `<number>`         | JSON of each key column, see `keyJson`      | the text that the link's fetch answers for this key |
 * | `c<number>`        | order text of each order term, JSON or null | a cursor; the number is its scope                  |
 * | `d`                | high, low, scale                            | the decimal (high × 2³² + low) ÷ 10^scale, a string, or null where both are null |
 * | `i`                | high, low                                   | the integer high × 2³² + low, a string             |
 * | `q`                | high, low, count, scale                     | the mean, rounded half away from zero to scale + 6 digits |
 * | `b`                | hex                                         | the bytes in base64, a string (SQLite knows no base64) |
 * | `k<number>`        | rank, or null                               | the wire form of the value that the lookup gave this rank: a key of a group |
 * | `!`                | reason                                      | nothing: the operation takes the reference path    |
 *
 * `!` is the sentinel: the database holds a value that the field's type cannot carry (NaN, an unknown enum value, an
 * integer past 32 bits in an Int, a missing row behind a non-null relation). Its arguments are a reason of
 * {@link sentinelReasons}, never the value.
 *
 * The alternative, tagged row sets that Heddle nests, costs an object a row and a join in JavaScript for each level. One
 * text costs one search for U+0001: nothing at all for a subtree that crosses no link.
 */
export const MARK_START = '\u0001'
export const MARK_NEXT = '\u0002'
export const MARK_END = '\u0003'
/** Between the texts of two keys. */
export const KEY_END = '\u0004'

export const sentinelReasons = ['notFinite', 'outOfRange', 'unknownEnumValue', 'malformed', 'missingRow'] as const
export type SentinelReason = (typeof sentinelReasons)[number]
