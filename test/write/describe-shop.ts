import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { describeUnless } from '../support/describe-unless.ts'
import { dialectsOf, missingServer, openWriteWorld, shopWorld, type OpenWriteWorld, type Placement } from './shop.ts'

export interface ShopSuite<P extends Placement> {
  readonly name: string
  /** Where its tables lie: the suite runs over each placement whose servers there are. */
  readonly over: readonly P[]
  /** Of Heddle, beside the databases. */
  readonly config?: object
  /** Whether its rows are as at the start before each test. Default: they are. */
  readonly reset?: boolean
}

/** A suite over the shop, for each placement; where a server is missing, a skipped test says which. */
export function describeShop<P extends Placement>(
  { name, over, config, reset = true }: ShopSuite<P>,
  suite: (world: OpenWriteWorld, placement: P) => void,
): void {
  describe(name, () => {
    for (const placement of over) {
      describeWorld(
        { name: `over ${placement}`, missing: missingServer(dialectsOf(placement)), reset },
        () => openWriteWorld(shopWorld(placement), config),
        (world) => suite(world, placement),
      )
    }
  })
}

/** A suite over a world that is opened before it and closed after it. */
export function describeWorld(
  {
    name,
    missing,
    reset = false,
  }: { readonly name: string; readonly missing: string | null; readonly reset?: boolean },
  open: () => Promise<OpenWriteWorld>,
  suite: (world: OpenWriteWorld) => void,
): void {
  describeUnless(missing, name, () => {
    let opened: OpenWriteWorld | undefined
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())
    if (reset) beforeEach(() => opened?.reset())
    // Tests are declared before it is opened.
    suite(new Proxy({} as OpenWriteWorld, { get: (_, name) => Reflect.get(opened ?? {}, name) as unknown }))
  })
}
