/**
 * A URL without its password: `postgres://app:***@db/shop`. What stands in every output and error. Greedy on purpose: where
 * an unescaped `@` makes the end of the password unclear, it hides too much rather than too little.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?]*):.*@/is, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^&]*/gi, '$1***')
}
