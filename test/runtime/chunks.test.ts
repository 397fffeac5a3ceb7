import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEYS_PER_STATEMENT } from '../../src/runtime/run-plan.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

const parents = KEYS_PER_STATEMENT + 2_000
const numbers = `with recursive n(value) as (select 1 union all select value + 1 from n where value < ${parents})`
let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-chunks-'))
  const left = new Database(join(folder, 'left.db'))
  left.exec('create table makers (id integer primary key, name text not null)')
  left.exec(`${numbers} insert into makers select value, 'maker ' || value from n`)
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec('create table things (id integer primary key, maker_id integer, label text not null)')
  right.exec('create index things_maker on things (maker_id)')
  right.exec(`${numbers} insert into things select value, value, 'thing ' || value from n where value % 3 <> 0`)
  right.exec(`${numbers} insert into things select ${parents} + value, null, 'nobody' from n where value <= 5`)
  right.close()
  heddle = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.makers.id=right.things.maker_id'],
    limits: { maxLimit: 100_000 },
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true })
})

interface Maker {
  readonly id: number
  readonly things: readonly { readonly label: string }[]
}

describe('more keys than one statement takes', () => {
  it('go in as many statements as it takes, and every row finds its own', async () => {
    const statements: string[] = []
    const stop = heddle.events.on((event) => event.kind === 'statement' && statements.push(event.source))
    const { data, errors } = await heddle.execute(`{ makers(limit: ${parents}) { id things { label } } }`)
    stop()
    expect(errors).toBeUndefined()
    expect(statements.sort()).toEqual(['left', 'right', 'right'])
    const makers = data?.['makers'] as readonly Maker[]
    expect(makers).toHaveLength(parents)
    for (const { id, things } of makers) {
      expect(things).toEqual(id % 3 === 0 ? [] : [{ label: `thing ${id}` }])
    }
  })

  it('have the rows of each statement in its explanation, whatever keys its conditions are given', async () => {
    const where = 'where: { maker: { name: { startsWith: "maker" } } }'
    const document = `{ makers(limit: ${parents}) { id things(${where}) { label } } }`
    const { errors, extensions } = await heddle.analyze(document)
    expect(errors).toBeUndefined()
    const ofThings = extensions?.explain?.ran.filter(({ source }) => source === 'right')
    const withThings = (from: number, to: number): number => to - from - (Math.floor(to / 3) - Math.floor(from / 3))
    expect(ofThings?.map(({ rows }) => rows)).toEqual([
      withThings(0, KEYS_PER_STATEMENT),
      withThings(KEYS_PER_STATEMENT, parents),
    ])
  })

  it('may be null, and then lead nowhere', async () => {
    const { data, errors } = await heddle.execute(
      `{ things(limit: 3, orderBy: [{ id: desc }]) { label maker { name } } none: things(limit: 0) { maker { name } } }`,
    )
    expect(errors).toBeUndefined()
    const nobody = { label: 'nobody', maker: null }
    expect(data).toEqual({ things: [nobody, nobody, nobody], none: [] })
  })
})
