import type { DialectName } from '../catalog/catalog.ts'

/**
 * The map of a schema: databases as regions, their tables as cards, relations as lines. Plain data with places, so that
 * whoever draws it needs no layout: the Map pane of GraphiQL, `GET /map`, `heddle map`.
 */
export interface SchemaMap {
  readonly width: number
  readonly height: number
  readonly regions: readonly Region[]
  readonly cards: readonly Card[]
  readonly lines: readonly Line[]
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A database. */
export interface Region extends Box {
  readonly source: string
  readonly dialect: DialectName
}

/** A table. */
export interface Card extends Box, TableFacts {}

/** What a card says of its table. */
export interface TableFacts {
  /** `shop.orders` */
  readonly id: string
  readonly source: string
  /** The API's name of its list: `orders`. */
  readonly name: string
  readonly typeName: string
  readonly description: string | null
  /** Those that are shown: keys first where there are too many. */
  readonly columns: readonly CardColumn[]
  /** How many more it has. */
  readonly hidden: number
  /** A query of it, for whoever wants to begin with one. */
  readonly query: string
}

export interface CardColumn {
  readonly name: string
  /** In GraphQL's words: `BigInt!`, `[String!]`. */
  readonly type: string
  /** Part of the primary key; or what a relation goes by. */
  readonly key: 'primary' | 'relation' | null
}

/** A relation between two tables, whichever of them has a field for it. */
export interface Line extends RelationFacts {
  /** SVG path data. */
  readonly path: string
}

export interface RelationFacts {
  /** link: its ends lie in two databases. */
  readonly kind: 'local' | 'link'
  readonly from: End
  readonly to: End
}

export interface End {
  /** The table's id. */
  readonly table: string
  readonly columns: readonly string[]
  /** The field that leads from here to the other end; null: there is none. */
  readonly field: string | null
  /** How many rows of this end one row of the other can have. */
  readonly many: boolean
}
