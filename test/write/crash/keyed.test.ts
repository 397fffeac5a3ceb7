import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrashPoint } from '../../../src/write/crash-points.ts'
import { buildCommand } from '../../support/heddle-command.ts'
import {
  dialectsOf,
  missingServer,
  openWriteWorld,
  shopWorld,
  type OpenWriteWorld,
  type Placement,
  type WriteRun,
} from '../shop.ts'
import { NoSample, PATIENCE_MS, Samples, WANTED } from './samples.ts'
import { Victim } from './victim.ts'

/** Where the shop lies, by the database that commits last and so keeps the answer. */
const places: readonly { readonly last: string; readonly placement: Placement }[] = [
  { last: 'SQLite', placement: 'postgres+sqlite' },
  { last: 'PostgreSQL', placement: 'postgres+mariadb' },
  { last: 'MariaDB', placement: 'mariadb+postgres' },
]

interface Death {
  readonly point: CrashPoint
  readonly occurrence: number
  /** What a repeat comes to: it is the first that is carried out, or it is answered as the first would have been. */
  readonly repeat: 'carried out' | 'answered as the first' | 'either'
}

const moments = ['before', 'sent', 'after'] as const

/** The key is taken, three tables are written, the answer is kept; then all is committed. */
const deaths: readonly Death[] = [
  ...[1, 2, 3, 4, 5].map((occurrence) => undecided('write.after', occurrence)),
  undecided('commit.before'),
  undecided('readers.after'),
  ...moments.map((moment) => undecided(`prepare.${moment}`)),
  ...moments.map((moment) => undecided(`record.${moment}`)),
  undecided('decide.before'),
  { point: 'decide.sent', occurrence: 1, repeat: 'either' },
  decided('decide.after'),
  ...moments.map((moment) => decided(`finish.${moment}`)),
  decided('reply.before'),
]

function undecided(point: CrashPoint, occurrence = 1): Death {
  return { point, occurrence, repeat: 'carried out' }
}

function decided(point: CrashPoint): Death {
  return { point, occurrence: 1, repeat: 'answered as the first' }
}

/** Nobody recovers but when the test says so. */
const config = { writes: { setup: true, durability: 'process', recoverEvery: '1h', recoverAge: '1ms' } }

const create = (email: string) => `mutation {
  createUser(data: {email: "${email}", name: "Ann", orders: {create: [{total: "3.50", items: {create: [{sku: "cup"}]}}]}}) {
    id email orders { id total items { id sku } }
  }
}`

describe.each(places)('a request with a key whose process dies, where $last commits last', ({ last, placement }) => {
  const missing = missingServer(dialectsOf(placement))
  if (missing !== null) {
    it('needs its servers', ({ skip }) => skip(missing))
    return
  }
  const samples = new Samples(`keyed, ${last} last`)
  let world: OpenWriteWorld
  let next: Victim
  let run = 0
  beforeAll(async () => {
    buildCommand()
    world = await openWriteWorld(shopWorld(placement), config)
    next = new Victim({ config: world.config })
  }, PATIENCE_MS)
  afterAll(async () => {
    await next.end()
    await world.close()
  })

  /** Has a process die of a request, sends it again at once and after recovery, and resolves with what that came to. */
  async function die({ point, occurrence, repeat }: Death): Promise<string> {
    run += 1
    const key = `key-${run}`
    const document = create(`${run}@x.org`)
    const victim = next
    next = new Victim({ config: world.config })
    await victim.ready().catch((cause: unknown) => {
      throw new NoSample('the process did not start', { cause })
    })
    const from = repeat === 'answered as the first' ? { from: 'decide.after' as const } : {}
    const end = await victim.run({ task: 'ask', document, key, point, occurrence, delayMs: run % 4, ...from })
    if (end.kind === 'done') {
      await victim.end()
      expect(end.value, 'a database was too slow').toMatchObject({ errors: [{ extensions: { retryable: true } }] })
      throw new NoSample('the request was refused')
    }
    expect(end).toEqual({ kind: 'died' })

    const again = (): Promise<WriteRun> => world.run(document, {}, { idempotencyKey: key })
    let told = await again()
    const atOnce = told.error === undefined
    // What is prepared keeps its rows locked until somebody recovers it: that is said, and nothing else is.
    if (!atOnce) expect(told.error).toMatchObject({ retryable: true })
    for (let pass = 0; pass < 2; pass += 1) await world.heddle.writer.recover()
    if (!atOnce) told = await again()
    expect(told.error).toBeUndefined()
    // MariaDB lists what is prepared on the whole server: of others, the last is not known here.
    expect((await world.heddle.writer.listInDoubt()).filter(({ last }) => last !== null)).toEqual([])
    expect(told.result.data).toEqual({ createUser: await stored(`${run}@x.org`) })
    if (repeat !== 'either') expect(told.replayed).toBe(repeat === 'answered as the first')

    const last = await again()
    expect(last.replayed).toBe(true)
    expect(JSON.stringify(last.result.data)).toBe(JSON.stringify(told.result.data))
    return `${told.replayed ? 'answered as the first' : 'carried out'}${atOnce ? '' : ' after recovery'}`
  }

  /** What is stored of a user, with each of her rows once. */
  async function stored(email: string): Promise<object> {
    const [users, orders] = ['accounts', 'shop']
    const [user, ...others] = await world.query(users!, `select id, email from users where email = '${email}'`)
    const theirs = await world.query(orders!, `select id, total from orders where user_id = ${String(user?.['id'])}`)
    const items = await Promise.all(
      theirs.map(({ id }) => world.query(orders!, `select id, sku from items where order_id = ${String(id)}`)),
    )
    expect([others.length, theirs.length, items[0]?.length]).toEqual([0, 1, 1])
    return { ...user, orders: [{ id: theirs[0]?.['id'], total: '3.50', items: items[0] }] }
  }

  // Each choice of the last database, as often as is asked for; else once a point, of one choice after the other.
  const mine = deaths.filter((_, at) => WANTED > 0 || places[at % places.length]?.last === last)
  it.each(mine)('is carried out once: $point #$occurrence', { timeout: PATIENCE_MS }, async (death) => {
    const name = `${death.point} #${death.occurrence}`
    for (let each = 0; each < Math.max(1, WANTED); each += 1) {
      await samples.take(name, Math.max(1, WANTED), () => die(death))
    }
  })

  it('was seen to be carried out, and to be answered as before', () => {
    console.info(`a keyed request killed, ${last} last, ${samples.told}`)
    expect(samples.wrong).toEqual([])
    expect([...samples.endings.keys()].filter((ended) => ended.startsWith('carried out'))).not.toEqual([])
    expect([...samples.endings.keys()].filter((ended) => ended.startsWith('answered'))).not.toEqual([])
  })
})
