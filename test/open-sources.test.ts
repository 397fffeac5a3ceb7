import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createHeddle } from '../src/start.ts'

it('says that a SQLite file is down while it is none, and that it is up again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-alive-'))
  const file = join(folder, 'shop.db')
  new Database(file).exec('create table t (id integer primary key); insert into t values (1)').close()
  const heddle = await createHeddle({ sources: { shop: `sqlite:${file}` }, log: 'silent' })
  try {
    const [shop] = heddle.sources
    expect(await shop?.check()).toBe('up')
    const good = readFileSync(file)
    writeFileSync(file, Buffer.alloc(good.length, 'x'))
    expect(await shop?.check()).toEqual({ down: expect.stringContaining('cannot be read') })
    writeFileSync(file, good)
    expect(await shop?.check()).toBe('up')
    expect(await heddle.execute('{ ts { id } }')).toEqual({ data: { ts: [{ id: 1 }] } })
  } finally {
    await heddle.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
