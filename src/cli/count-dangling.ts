import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import type { OpenHeddle } from '../start.ts'
import type { Progress } from './progress.ts'

/** Rows of one database that point at rows which another does not have. */
export interface Dangling {
  /** The link: `shop.orders.user`. */
  readonly relation: string
  /** The columns that point, by their names in the database. */
  readonly columns: readonly string[]
  readonly target: string
  readonly rows: number
  /** The document that lists them, to be completed by fields: `{ orders(where: …) { … } }`. */
  readonly document: string
}

/**
 * Counts, for each link to one row, the rows whose key has no partner; null keys point at nothing. No foreign key can
 * reach into another database: nobody else notices them.
 *
 * @throws what the databases answer with
 */
export async function countDangling(heddle: OpenHeddle, progress: Progress): Promise<readonly Dangling[]> {
  const links = linksToOne(heddle.catalog)
  const counted: Dangling[] = []
  for (const [index, { table, relation }] of links.entries()) {
    progress.report(`counting ${table.id}.${relation.name}`, index, links.length)
    const where = danglingRows(relation)
    const { data, errors } = await heddle.execute(`{ dangling: ${table.plural}Aggregate(where: ${where}) { count } }`)
    if (errors?.[0]) throw errors[0].originalError ?? errors[0]
    const { dangling } = data as { readonly dangling: { readonly count: number } }
    const columns = relation.on.map(({ from }) => table.columns.find(({ name }) => name === from)?.sqlName ?? from)
    counted.push({
      relation: `${table.id}.${relation.name}`,
      columns,
      target: relation.to,
      rows: dangling.count,
      document: `{ ${table.plural}(where: ${where}) { … } }`,
    })
  }
  progress.end(`Counted ${links.length} link${links.length === 1 ? '' : 's'}.`)
  return counted.filter(({ rows }) => rows > 0)
}

function linksToOne({ tables }: Catalog): readonly { readonly table: Table; readonly relation: Relation }[] {
  return [...tables.values()].flatMap((table) =>
    table.relations
      .filter(({ kind, cardinality, through }) => kind === 'link' && cardinality === 'one' && through === null)
      .map((relation) => ({ table, relation })),
  )
}

/** A relation filter is true where there is a row, whatever is in it. */
function danglingRows({ name, on }: Relation): string {
  const given = on.map(({ from }) => `{ ${from}: { isNull: false } }`).join(', ')
  return `{ AND: [${given}], NOT: { ${name}: {} } }`
}
