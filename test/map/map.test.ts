import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeSchema } from '../../src/map/describe-schema.ts'
import { drawMermaid } from '../../src/map/draw-mermaid.ts'
import { drawSvg } from '../../src/map/draw-svg.ts'
import { layOutMap } from '../../src/map/lay-out-map.ts'
import { packBoxes } from '../../src/map/pack-boxes.ts'
import type { Box, RelationFacts, TableFacts } from '../../src/map/schema-map.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

let world: OpenWorld

beforeAll(async () => {
  world = await openWorld(storeWorld)
})

afterAll(() => world.close())

describe('the map of a schema', () => {
  it('has every table and column that the catalog names, and a query that it answers', async () => {
    const { catalog, engine } = world.heddle
    const { cards, regions } = await engine.mapFor('anonymous')
    expect(cards.map(({ id }) => id).sort()).toEqual([...catalog.tables.keys()].sort())
    expect(regions.map(({ source }) => source).sort()).toEqual([...catalog.sources.keys()].sort())
    for (const { id, columns, hidden, query, name } of cards) {
      expect(columns.length + hidden).toBe(catalog.tables.get(id)!.columns.length)
      const { data, errors } = await world.heddle.execute(query)
      expect(errors).toBeUndefined()
      expect(Object.keys(data ?? {})).toEqual([name])
    }
  })

  it('has each relation once, with the fields of both ends, links apart from what is local', () => {
    const { relations } = describeSchema(world.heddle.catalog)
    const between = relations.filter(
      ({ from, to }) => [from.table, to.table].sort().join() === 'accounts.users,shop.orders',
    )
    expect(between).toEqual([
      {
        kind: 'link',
        from: { table: 'accounts.users', columns: ['id'], field: 'orders', many: false },
        to: { table: 'shop.orders', columns: ['userId'], field: 'user', many: true },
      },
    ])
    for (const { kind, from, to } of relations) {
      expect(kind === 'link').toBe(from.table.split('.')[0] !== to.table.split('.')[0])
    }
  })

  it('is the same each time', () => {
    const facts = describeSchema(world.heddle.catalog)
    expect(JSON.stringify(layOutMap(facts))).toBe(JSON.stringify(layOutMap(facts)))
  })

  it('is written as Mermaid and as SVG, with what names could break escaped', () => {
    const facts = describeSchema(world.heddle.catalog)
    expect(drawMermaid(facts)).toMatch(/^flowchart LR\n {2}subgraph s0\["accounts \(/)
    expect(drawMermaid(facts)).toMatch(/t\d+ -\. "orders \/ user" \.-> t\d+/)
    const [table] = facts.tables
    const odd = { ...facts, tables: [{ ...table!, name: 'a"<b>&', id: 'accounts.odd' }], relations: [] }
    expect(drawMermaid(odd)).toContain('a#34;#60;b#62;')
    const svg = drawSvg(layOutMap(odd))
    expect(svg).toContain('a&#34;&#60;b&#62;&#38;')
    expect(svg).not.toContain('<b>')
  })
})

describe('the layout', () => {
  const facts = largeSchema()
  const { cards, regions, lines, width, height } = layOutMap(facts)
  const inside = (inner: Box, outer: Box): boolean =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  const apart = (one: Box, other: Box): boolean =>
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y

  it('keeps thirty tables apart, each in its own database', () => {
    expect(cards).toHaveLength(30)
    const page = { x: 0, y: 0, width, height }
    for (const [index, card] of cards.entries()) {
      expect(
        inside(
          card,
          regions.find(({ source }) => source === card.source)!,
        ),
      ).toBe(true)
      for (const other of cards.slice(index + 1)) expect(apart(card, other)).toBe(true)
    }
    for (const [index, region] of regions.entries()) {
      expect(inside(region, page)).toBe(true)
      for (const other of regions.slice(index + 1)) expect(apart(region, other)).toBe(true)
    }
  })

  it('is no strip: neither so wide nor so high that it is not seen', () => {
    expect(width / height).toBeGreaterThan(0.6)
    expect(width / height).toBeLessThan(3.5)
  })

  it('leads every line from the edge of one card to the edge of the other', () => {
    for (const { path, from, to } of lines) {
      const numbers = path.match(/-?[\d.]+/g)!.map(Number)
      const [x1, y1, x2, y2] = [numbers[0]!, numbers[1]!, numbers.at(-2)!, numbers.at(-1)!]
      for (const [table, x, y] of [[from.table, x1, y1] as const, [to.table, x2, y2] as const]) {
        const card = cards.find(({ id }) => id === table)!
        expect([card.x, card.x + card.width]).toContain(x)
        expect(y > card.y && y < card.y + card.height).toBe(true)
      }
    }
  })

  it('places nothing where there is nothing', () => {
    expect(layOutMap({ sources: [], tables: [], relations: [] }).cards).toEqual([])
    expect(packBoxes([], { gap: 1, ratio: 1, ordered: false }).boxes).toEqual([])
  })
})

/** Three databases of ten tables: a chain with branches in each, tables of their own, a table that refers to itself, links. */
function largeSchema() {
  const sources = ['one', 'two', 'three'].map((source) => ({ source, dialect: 'sqlite' as const }))
  const tables = sources.flatMap(({ source }) =>
    Array.from({ length: 10 }, (_, number): TableFacts => {
      const columns = ['id', 'parentId', ...Array.from({ length: number }, (_, at) => `column${at}`)]
      return {
        ...{ id: `${source}.t${number}`, source, name: `table${number}`, typeName: `T${number}`, description: null },
        columns: columns.map((name) => ({ name, type: 'Int!', key: null })),
        ...{ hidden: number > 8 ? 3 : 0, query: '' },
      }
    }),
  )
  const relation = (from: string, to: string): RelationFacts => ({
    kind: from.split('.')[0] === to.split('.')[0] ? 'local' : 'link',
    from: { table: from, columns: ['parentId'], field: 'parent', many: true },
    to: { table: to, columns: ['id'], field: null, many: false },
  })
  const local = sources.flatMap(({ source }) =>
    [1, 2, 3, 4, 5, 6].map((number) => relation(`${source}.t${number}`, `${source}.t${Math.trunc(number / 2)}`)),
  )
  const links = [relation('two.t7', 'one.t0'), relation('three.t1', 'two.t9'), relation('three.t8', 'one.t3')]
  return { sources, tables, relations: [...local, relation('one.t9', 'one.t9'), ...links] }
}
