import { expect, it } from 'vitest'
import { configFromArguments } from '../../src/cli/source-arguments.ts'
import { HeddleError } from '../../src/errors.ts'

const two = ['accounts=postgres://ann:hunter2@db/x?sslmode=require', 'shop=sqlite:shop.db']

function refusal(run: () => unknown): HeddleError {
  try {
    run()
  } catch (error) {
    if (error instanceof HeddleError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

it('reads sources, links, and tables by source', () => {
  const flags = {
    link: ['users.id=orders.user_id'],
    include: ['accounts.sales.*', 'shop.orders'],
    exclude: ['shop.tmp_*', 'shop.old'],
    rename: ['shop.orders=purchases', 'accounts.users.mail=email'],
    prefix: ['shop=shop'],
  }
  expect(configFromArguments(two, flags)).toEqual({
    sources: { accounts: 'postgres://ann:hunter2@db/x?sslmode=require', shop: 'sqlite:shop.db' },
    links: ['users.id=orders.user_id'],
    tables: {
      accounts: { include: ['sales.*'], rename: { 'users.mail': 'email' } },
      shop: { include: ['orders'], exclude: ['tmp_*', 'old'], rename: { orders: 'purchases' }, prefix: 'shop' },
    },
  })
})

it('reads prefixes of schemas', () => {
  const prefix = ['accounts.sales=sales', 'accounts.old=old', 'shop=shop']
  expect(configFromArguments(two, { prefix }).tables).toEqual({
    accounts: { prefix: { sales: 'sales', old: 'old' } },
    shop: { prefix: 'shop' },
  })
})

it('needs no source in a flag where there is only one', () => {
  expect(configFromArguments(['shop=sqlite:shop.db'], { exclude: ['tmp_*'] }).tables).toEqual({
    shop: { exclude: ['tmp_*'] },
  })
})

it('refuses an argument without a name, and never repeats it', () => {
  for (const argument of [
    'postgres://ann:hunter2@db/x?a=b',
    'postgres://ann:hunter2@db/x',
    'my shop=sqlite:x',
    'shop=',
  ]) {
    const error = refusal(() => configFromArguments([argument], {}))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('Argument 1') })
    expect(`${error.message} ${error.details.hint}`).not.toContain('hunter2')
  }
})

it('refuses two sources of one name, and flags about a source that is not there', () => {
  expect(refusal(() => configFromArguments(['shop=sqlite:a', 'shop=sqlite:b'], {})).message).toContain('"shop"')
  expect(refusal(() => configFromArguments(two, { exclude: ['orders'] })).details.hint).toBe(
    'Begin with the name of a source: accounts, shop.',
  )
  expect(refusal(() => configFromArguments(two, { prefix: ['shp=s'] })).message).toContain('there is no source "shp"')
  expect(refusal(() => configFromArguments(two, { rename: ['shop.orders'] })).message).toContain('name=value')
})
