import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { HeddleError } from '../../../src/errors.ts'
import type { SourceSpec } from '../../../src/source/source-spec.ts'
import { statement } from '../../source/source-contract.ts'
import { noMariadb } from '../../support/mariadb-server.ts'
import { breaks, moments, openPacketProxy, type Cut, type PacketProxy } from '../../support/packet-proxy.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { openBank, type Bank, type Kind } from '../places.ts'
import { PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { describeUnless } from '../../support/describe-unless.ts'

/** What a commit sends, and what its loss may come to. */
interface Command {
  readonly source: string
  readonly says: string
  /** `vote`: nothing is decided yet · `decision`: the commit point · `follow`: it is decided. */
  readonly step: 'vote' | 'decision' | 'follow'
  /** Another database refuses, so that this one has to roll back what it prepared. */
  readonly refusing?: string
}

const postgres = (source: string): readonly Command[] => [
  { source, says: 'prepare transaction', step: 'vote' },
  { source, says: 'commit prepared', step: 'follow' },
]

const mariadb = (source: string): readonly Command[] => [
  { source, says: 'xa end', step: 'vote' },
  { source, says: 'xa prepare', step: 'vote' },
  { source, says: 'xa commit', step: 'follow' },
]

const deciding = (source: string): readonly Command[] => [
  { source, says: 'into heddle_decision', step: 'vote' },
  { source, says: 'commit', step: 'decision' },
]

/** A plain commit holds nothing else. */
function patternOf(says: string): RegExp {
  return says === 'commit' ? /\bcommit\0?$/ : new RegExp(says)
}

/** The databases, the last to commit first. */
const places: readonly {
  readonly last: string
  readonly kinds: Readonly<Record<string, Kind>>
  readonly commands: readonly Command[]
}[] = [
  { last: 'SQLite, before PostgreSQL', kinds: { a: 'sqlite', b: 'postgres' }, commands: postgres('b') },
  { last: 'SQLite, before MariaDB', kinds: { a: 'sqlite', b: 'mariadb' }, commands: mariadb('b') },
  {
    last: 'PostgreSQL, before MariaDB',
    kinds: { a: 'postgres', b: 'mariadb' },
    commands: [...deciding('a'), ...mariadb('b')],
  },
  {
    last: 'MariaDB, before PostgreSQL',
    kinds: { a: 'mariadb', b: 'postgres' },
    commands: [...deciding('a'), ...postgres('b')],
  },
  {
    last: 'SQLite, where PostgreSQL refuses',
    kinds: { a: 'sqlite', b: 'postgres', c: 'postgres', d: 'mariadb' },
    commands: [
      { source: 'c', says: 'rollback prepared', step: 'vote', refusing: 'b' },
      { source: 'd', says: 'xa rollback', step: 'vote', refusing: 'b' },
    ],
  },
]

/** Every command, broken at every place in every way. Silence is only noticed when its time is over: few in CI. */
function cutsOf(commands: readonly Command[]): readonly (Command & Pick<Cut, 'moment' | 'how'>)[] {
  return commands.flatMap((command, at) =>
    moments.flatMap((moment, index) =>
      breaks
        .filter((how) => how !== 'silence' || WANTED > 0 || (at === 0 && index === 2))
        .map((how) => ({ ...command, moment, how })),
    ),
  )
}

const missing = noPostgres ?? noMariadb

// Each has databases of its own, and most of the time waits for a silence to end.
describe.concurrent('at every place', () => {
  for (const { last, kinds, commands } of places) {
    describeUnless(missing, `a network that breaks, ${last} last`, () => {
      const samples = new Samples(`wire, ${last} last`)
      const names = Object.keys(kinds)
      const decision = commands.find(({ step }) => step === 'decision')
      const proxies = new Map<string, PacketProxy>()
      let bank: Bank
      let run = 0

      async function via(spec: SourceSpec): Promise<SourceSpec> {
        if (!('url' in spec)) return spec
        const proxy = await openPacketProxy(new URL(spec.url), spec.dialect)
        proxies.set(spec.name, proxy)
        const url = new URL(spec.url)
        url.port = String(proxy.port)
        return { ...spec, url: url.href }
      }

      beforeAll(async () => {
        bank = await openBank(kinds, { via })
        for (const [name, source] of bank.sources) {
          await source.run(statement('create table moved (run integer primary key)'), { writes: true })
          if (kinds[name] !== 'postgres') continue
          const promise = 'create table promise (id integer references account deferrable initially deferred)'
          await source.run(statement(promise), { writes: true })
        }
      }, PATIENCE_MS)
      afterAll(async () => {
        await bank.close()
        for (const proxy of proxies.values()) await proxy.close()
      })

      async function write(writes: readonly string[], refusing?: string): Promise<string> {
        const unit = bank.writer.open({ sources: bank.sources, writes })
        try {
          for (const source of writes) await unit.run(source, statement(`insert into moved values (${run})`), 'write')
          if (refusing !== undefined) await unit.run(refusing, statement('insert into promise values (999)'), 'write')
          return (await unit.commit()).state
        } catch (error) {
          if (!(error instanceof HeddleError)) throw error
          return error.code === 'OUTCOME_UNKNOWN' ? error.code : 'refused'
        } finally {
          await unit.rollback()
        }
      }

      /** How many of these databases have the row, once the network is whole and recovery has passed twice. */
      async function found(writes: readonly string[]): Promise<number> {
        for (const proxy of proxies.values()) proxy.heal()
        const ask = async (name: string) => (await bank.read(name, `select 1 from moved where run = ${run}`)).length
        // Not `expect.poll`, which asks of its test, and several are under way.
        for (const name of names) await vi.waitFor(() => ask(name), { timeout: 30_000, interval: 50 })
        await bank.writer.recover()
        const { inDoubt } = await bank.writer.recover()
        const ours = (await bank.writer.listInDoubt()).filter((each) => each.last !== null)
        expect([ours, inDoubt.filter((gtid) => ours.some((each) => each.gtid === gtid))]).toEqual([[], []])
        return (await Promise.all(writes.map(ask))).reduce((sum, count) => sum + count, 0)
      }

      async function commit(cut: Cut, { source, refusing }: Pick<Command, 'source' | 'refusing'>, writes = names) {
        run += 1
        const proxy = proxies.get(source)!
        proxy.arm(cut)
        const told = await write(writes, refusing)
        expect(proxy.fired, 'the network broke').toBe(true)
        const rows = await found(writes)
        expect([0, writes.length], `a half-commit, told ${told}`).toContain(rows)
        // What was said is so; what is not known is said to be.
        if (told === 'COMMITTED') expect(rows).toBe(writes.length)
        if (told === 'refused') expect(rows).toBe(0)
        return { told, committed: rows > 0 }
      }

      it.sequential.each(cutsOf(commands))(
        'guesses nothing: $says of $source $moment, $how',
        { timeout: PATIENCE_MS },
        async ({ source, refusing, says, step, moment, how }) => {
          await samples.take(`${says} of ${source} ${moment}, ${how}`, 1, async () => {
            const { told, committed } = await commit(
              { command: patternOf(says), moment, how },
              { source, ...(refusing ? { refusing } : {}) },
            )
            const arrived = moment === 'sent, not answered' || moment === 'half answered'
            expect(committed).toBe(step === 'follow' || (step === 'decision' && arrived))
            if (step === 'follow') expect(told).toBe('COMMITTED')
            if (step === 'vote') expect(told).toBe('refused')
            return told
          })
        },
      )

      it.sequential.each(decision ? moments : [])(
        'says that it does not know, where the database that decides is gone: its commit %s',
        async (moment) => {
          const { source, says } = decision! // else there is no such test
          const { told, committed } = await commit(
            { command: patternOf(says), moment, how: 'reset', closed: true },
            { source },
          )
          expect(told).toBe('OUTCOME_UNKNOWN')
          expect(committed).toBe(moment === 'sent, not answered' || moment === 'half answered')
        },
      )

      it.sequential.each(decision ? moments : [])(
        'says that it does not know, where the only database that was written is lost at its commit: %s',
        async (moment) => {
          const { source, says } = decision! // else there is no such test
          const { told, committed } = await commit({ command: patternOf(says), moment, how: 'reset' }, { source }, [
            source,
          ])
          expect(told).toBe('OUTCOME_UNKNOWN')
          expect(committed).toBe(moment === 'sent, not answered' || moment === 'half answered')
        },
      )

      it.sequential('broke at every place', () => {
        console.info(`a network broken, ${last} last, ${samples.told}; 0 half-commits`)
        expect(samples.wrong).toEqual([])
      })
    })
  }
})
