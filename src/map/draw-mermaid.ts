import type { SchemaFacts } from './describe-schema.ts'
import type { End } from './schema-map.ts'

/**
 * A schema as a Mermaid diagram: databases as subgraphs, tables as nodes, links dotted.
 *
 * @example
 * flowchart LR
 *   subgraph accounts
 *     t0["users"]
 *   end
 *   t0 -. "orders" .-> t1
 */
export function drawMermaid({ sources, tables, relations }: SchemaFacts): string {
  const names = new Map(tables.map(({ id }, index) => [id, `t${index}`]))
  const lines = ['flowchart LR']
  sources.forEach(({ source, dialect }, index) => {
    lines.push(`  subgraph s${index}["${text(`${source} (${dialect})`)}"]`)
    for (const table of tables) {
      if (table.source === source) lines.push(`    ${names.get(table.id)}["${text(table.name)}"]`)
    }
    lines.push('  end')
  })
  for (const { kind, from, to } of relations) {
    const label = text(labelOf(from, to))
    const line = kind === 'link' ? `-. "${label}" .->` : `-- "${label}" -->`
    lines.push(`  ${names.get(from.table)} ${line} ${names.get(to.table)}`)
  }
  return `${lines.join('\n')}\n`
}

function labelOf(from: End, to: End): string {
  return [from.field, to.field].filter((field) => field !== null).join(' / ')
}

/** Mermaid's own escapes. */
function text(value: string): string {
  return value.replace(/[#"<>]/g, (character) => `#${character.charCodeAt(0)};`)
}
