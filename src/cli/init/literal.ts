/** A text as TypeScript writes it. */
export function literal(text: string): string {
  const written = JSON.stringify(text)
  return text.includes("'") ? written : `'${written.slice(1, -1).replaceAll('\\"', '"')}'`
}

/** SQL in Drizzle's template, nothing of it taken for an expression of TypeScript. */
export function sqlTemplate(text: string): string {
  return `sql\`${text.replace(/[\\`]|\$\{/g, (part) => `\\${part}`)}\``
}
