/**
 * Documents over any catalog: each draws its tables, columns, relations, filters and orders anew.
 *
 * @typedef {import('../../dist/catalog/catalog.js').Catalog} Catalog
 * @typedef {import('../../dist/catalog/catalog.js').Table} Table
 * @typedef {() => number} Random from 0 to 1
 */

/**
 * Numbers from a seed, so that each run asks the same.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * A query with so many fields, root fields and relations among them. Half of the root fields are of tables with a link.
 *
 * @param {Catalog} catalog
 * @param {Random} random
 * @param {number} fields
 */
export function randomDocument(catalog, random, fields) {
  const left = { fields }
  const tables = [...catalog.tables.values()]
  const linked = tables.filter((table) => table.relations.some(({ kind }) => kind === 'link'))
  const roots = []
  while (left.fields > 0) {
    const table = pick(linked.length > 0 && random() < 0.5 ? linked : tables, random)
    left.fields--
    roots.push(
      `r${roots.length}: ${table.plural}${listArguments(table, random)} ${selection({ catalog, random, left }, table, 1)}`,
    )
  }
  return `{ ${roots.join(' ')} }`
}

/**
 * @param {{ catalog: Catalog, random: Random, left: { fields: number } }} drawing `left`: fields that may still be drawn
 * @param {Table} table
 * @param {number} depth
 * @returns {string}
 */
function selection(drawing, table, depth) {
  const { catalog, random, left } = drawing
  const columns = shuffled(table.columns, random).slice(
    0,
    Math.max(1, Math.min(left.fields, 2 + Math.floor(random() * 5))),
  )
  left.fields -= columns.length
  const links = table.relations.filter(({ kind }) => kind === 'link' && random() < 0.5)
  const relations = depth < 4 ? [...new Set([...links, ...shuffled(table.relations, random)])].slice(0, 2) : []
  const related = relations.flatMap((relation) => {
    const target = catalog.tables.get(relation.to)
    if (!target || left.fields < 2) return []
    left.fields--
    const args = relation.cardinality === 'many' ? listArguments(target, random) : ''
    return [`${relation.name}${args} ${selection(drawing, target, depth + 1)}`]
  })
  return `{ ${[...columns.map((column) => column.name), ...related].join(' ')} }`
}

/**
 * @param {Table} table
 * @param {Random} random
 */
function listArguments(table, random) {
  const numbers = table.columns.filter(({ type }) => type.kind === 'int')
  const [filtered, ordered] = shuffled(numbers, random)
  const args = [`limit: ${1 + Math.floor(random() * 100)}`]
  if (filtered && random() < 0.5) args.push(`where: { ${filtered.name}: { gt: ${Math.floor(random() * 1_000)} } }`)
  if (ordered && random() < 0.3) args.push(`orderBy: [{ ${ordered.name}: desc }]`)
  return `(${args.join(', ')})`
}

/**
 * @template T
 * @param {readonly T[]} items at least one
 * @param {Random} random
 */
function pick(items, random) {
  return /** @type {T} */ (items[Math.floor(random() * items.length)])
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {Random} random
 */
function shuffled(items, random) {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
