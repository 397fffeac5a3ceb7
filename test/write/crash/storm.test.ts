import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statement } from '../../source/source-contract.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import { noMariadb } from '../../support/mariadb-server.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, testSettings, type Bank } from '../places.ts'
import { Victim } from './victim.ts'

/** Kills; `npm run test:crash` asks for 20 times its runs. */
const KILLS = 20 * Number(process.env['HEDDLE_CRASH_RUNS'] ?? 0) || 6

const missing = noPostgres ?? noMariadb

describe.skipIf(missing !== null)(
  'eight clients that move money between three databases, while their process is killed',
  () => {
    let bank: Bank
    const started = 20 * 1_000_000
    const names = ['a', 'b', 'c']
    beforeAll(async () => {
      buildCommand()
      bank = await openBank({ a: 'sqlite', b: 'postgres', c: 'mariadb' })
      for (const source of bank.sources.values()) {
        await source.run(statement('create table moved (run integer primary key)'), { writes: true })
        await source.run(statement('delete from account'), { writes: true })
        const rows = Array.from({ length: 20 }, (_, index) => `(${index + 1}, 1000000)`).join(',')
        await source.run(statement(`insert into account values ${rows}`), { writes: true })
      }
    })
    afterAll(() => bank.close())

    const total = async () => {
      const sums = await Promise.all(names.map((name) => bank.read(name, 'select sum(cents) from account')))
      return sums.reduce((sum, [row]) => sum + Number(row![0]), 0)
    }
    const moved = async (name: string) =>
      new Set((await bank.read(name, 'select run from moved')).map(([run]) => Number(run)))

    it(`lose nothing that was acknowledged, and no cent, in ${KILLS} kills`, { timeout: 86_400_000 }, async () => {
      const counted = { acknowledged: 0, refused: 0, unknown: 0 }
      for (let kill = 0; kill < KILLS; kill += 1) {
        const victim = new Victim(bank.specs, testSettings)
        await victim.ready()
        const told = await victim.storm(kill * 1_000_000, 300 + Math.random() * 500)
        await bank.writer.recover()
        await bank.writer.recover()
        expect((await bank.writer.listInDoubt()).filter(({ last }) => last !== null)).toEqual([])
        expect(await total()).toBe(3 * started)
        const runs = new Map(await Promise.all(names.map(async (name) => [name, await moved(name)] as const)))
        const everywhere = [...runs.values()].flatMap((set) => [...set])
        for (const run of new Set(everywhere))
          expect(
            everywhere.filter((each) => each === run),
            `run ${run}`,
          ).toHaveLength(2)
        for (const each of told) {
          if ('acknowledged' in each) {
            counted.acknowledged += 1
            for (const name of each.in)
              expect(runs.get(name)!.has(each.acknowledged), `run ${each.acknowledged}`).toBe(true)
          } else if (each.code === 'OUTCOME_UNKNOWN') counted.unknown += 1
          else {
            counted.refused += 1
            expect(everywhere, `run ${each.refused}, ${each.code}`).not.toContain(each.refused)
          }
        }
      }
      console.info(
        `${KILLS} kills: ${counted.acknowledged} acknowledged and none lost, ${counted.refused} refused and none done, ${counted.unknown} unknown; the total is conserved`,
      )
      expect(counted.acknowledged).toBeGreaterThan(0)
    })
  },
)
