import { expect, it } from 'vitest'
import { describeWorld } from '../write/describe-shop.ts'
import { missingServer, openWriteWorld, shopWorld } from '../write/shop.ts'

/** Code around writes may write where the role may not name anything. */
const hook = {
  beforeWrite: async ({
    transaction,
  }: {
    readonly transaction: { run(source: string, text: string): Promise<unknown> }
  }) => {
    await transaction.run('accounts', "insert into clubs (name) values ('written by code')")
  },
}
const open = () =>
  openWriteWorld(shopWorld('postgres+sqlite'), {
    writes: { setup: true, durability: 'process' },
    hooks: { 'shop.orders': hook },
    role: () => 'seller',
    permissions: { seller: { 'shop.orders': { read: true, create: true } } },
  })

describeWorld(
  { name: 'a database that takes part and that the role may not name', missing: missingServer(['postgres', 'sqlite']) },
  open,
  (world) => {
    it('is not told among the participants', async () => {
      const { result } = await world.run(
        'mutation { createOrder(data: {total: "1.00"}) { id } }',
        {},
        { role: 'seller' },
      )
      expect(result.errors).toBeUndefined()
      expect(result.extensions?.['transaction']).toMatchObject({
        state: 'COMMITTED',
        participants: ['shop'],
        propagating: [],
      })
      expect(await world.query('accounts', 'select name from clubs order by id desc limit 1')).toEqual([
        { name: 'written by code' },
      ])
    })
  },
)
