import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings } from '../places.ts'
import { Victim } from './victim.ts'

const RUNS = 100
const missing = noPostgres ?? (spawnSync('strace', ['-V']).error === undefined ? null : 'strace is not installed')

/** Of each transaction of a trace: whether the disk was told to keep what was written after the prepare, before the commit of phase two. */
function flushed(trace: string): readonly boolean[] {
  const found: boolean[] = []
  let since: 'nothing' | 'prepared' | 'flushed' = 'nothing'
  for (const line of trace.split('\n')) {
    if (line.includes('prepare transaction')) since = 'prepared'
    else if (/\b(?:fsync|fdatasync)\(/.test(line) && since === 'prepared') since = 'flushed'
    else if (line.includes('commit prepared')) {
      found.push(since === 'flushed')
      since = 'nothing'
    }
  }
  return found
}

describe('a decision', () => {
  it('is looked for in the trace as it should be', () => {
    expect(flushed('write("prepare transaction\nfdatasync(3)\nwrite("commit prepared')).toEqual([true])
    expect(flushed('fsync(3)\nwrite("prepare transaction\nwrite("commit prepared\nfsync(3)')).toEqual([false])
  })

  it.skipIf(missing !== null)(
    `is on the disk before any database follows it, ${RUNS} times of ${RUNS}`,
    { timeout: 120_000 },
    async () => {
      buildCommand()
      const folder = await mkdtemp(join(tmpdir(), 'heddle-trace-'))
      const trace = join(folder, 'trace')
      const bank = await openBank({ a: 'sqlite', b: 'postgres' })
      for (const source of bank.sources.values()) {
        await source.run(statement('create table moved (run integer primary key)'), { writes: true })
      }
      const strace = [
        'strace',
        '-f',
        '-s',
        '64',
        '-e',
        'trace=fsync,fdatasync,write,writev,sendto,sendmsg',
        '-o',
        trace,
      ]
      const victim = new Victim({ specs: bank.specs, settings: testSettings }, strace)
      await victim.ready()
      for (let run = 1; run <= RUNS; run += 1) {
        expect(await victim.run({ task: 'write', run })).toMatchObject({ kind: 'done' })
      }
      await victim.end()
      const found = flushed(await readFile(trace, 'utf8'))
      console.info(`${found.filter(Boolean).length} of ${found.length} decisions were flushed before phase two`)
      expect(found).toEqual(Array.from({ length: RUNS }, () => true))
      await bank.close()
      await rm(folder, { recursive: true })
    },
  )
})
