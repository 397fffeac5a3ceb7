import type { Catalog } from '../catalog/catalog.ts'
import { describeSchema } from './describe-schema.ts'
import { drawMermaid } from './draw-mermaid.ts'
import { drawSvg } from './draw-svg.ts'
import { makeMap } from './make-map.ts'

export const mapFormats = ['svg', 'mermaid', 'json'] as const
export type MapFormat = (typeof mapFormats)[number]

/** The map of what a catalog names, as a text of a kind. */
export function drawMap(catalog: Catalog, format: MapFormat): string {
  switch (format) {
    case 'svg':
      return drawSvg(makeMap(catalog))
    case 'mermaid':
      return drawMermaid(describeSchema(catalog))
    case 'json':
      return `${JSON.stringify(makeMap(catalog))}\n`
  }
}
