import { HEAD, ROW } from './card-size.ts'
import type { Card, Line, Region, SchemaMap } from './schema-map.ts'

/** A map as an SVG file of its own, for documents: it follows the reader's choice of dark or light. */
export function drawSvg({ width, height, regions, cards, lines }: SchemaMap): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${text(titleOf(regions, cards))}</title>`,
    `<style>${style}</style>`,
    ...regions.map(drawRegion),
    ...lines.map(drawLine),
    ...cards.map(drawCard),
    '</svg>\n',
  ].join('\n')
}

function titleOf(regions: readonly Region[], cards: readonly Card[]): string {
  return `${cards.length} tables of ${regions.map(({ source }) => source).join(', ')}`
}

function drawRegion({ x, y, width, height, source, dialect }: Region): string {
  return `<rect class="region" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="source" x="${x + 16}" y="${y + 22}">${text(source)} <tspan class="type">${dialect}</tspan></text>`
}

function drawLine({ kind, path, from, to }: Line): string {
  const name = `${from.table}.${from.columns.join()} = ${to.table}.${to.columns.join()}`
  return `<path class="${kind}" d="${path}"><title>${text(name)}</title></path>`
}

function drawCard({ x, y, width, height, name, columns, hidden }: Card): string {
  const rows = columns.map((column, index) => {
    const top = y + HEAD + index * ROW + 13
    const key = column.key === null ? '' : ` class="${column.key}"`
    return `<text x="${x + 12}" y="${top}"${key}>${text(column.name)}</text><text class="type" x="${x + width - 12}" y="${top}" text-anchor="end">${text(column.type)}</text>`
  })
  const more = `<text class="type" x="${x + 12}" y="${y + HEAD + columns.length * ROW + 13}">${hidden} more</text>`
  return [
    `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text class="name" x="${x + 12}" y="${y + 20}">${text(name)}</text>`,
    ...rows,
    ...(hidden > 0 ? [more] : []),
  ].join('')
}

const style = `
  text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #1f2937 }
  .region { fill: #f3f4f6; stroke: #d1d5db } .card { fill: #fff; stroke: #9ca3af }
  .source { font-weight: 600; font-size: 14px } .name { font-weight: 600; font-size: 13px }
  .type { fill: #6b7280; font-size: 11px; font-weight: 400 } .primary { font-weight: 600 }
  path { fill: none; stroke-width: 1.5; stroke: #9ca3af } .link { stroke: #c2410c; stroke-width: 2; stroke-dasharray: 6 4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb } .type { fill: #9ca3af }
    .region { fill: #111827; stroke: #374151 } .card { fill: #1f2937; stroke: #4b5563 } .link { stroke: #fb923c }
  }
`

function text(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
