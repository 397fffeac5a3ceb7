/**
 * Whether a statement may run twice. Where the connection died, nobody knows whether the first run took effect, so a
 * statement that may write is not repeated; a name that merely looks like a write costs a retry and nothing else.
 */
export function onlyReads(text: string): boolean {
  return /^\s*(?:select|with|values)\b/i.test(text) && !/\b(?:insert|update|delete|merge|into|nextval)\b/i.test(text)
}
