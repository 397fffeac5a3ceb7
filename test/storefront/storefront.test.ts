import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startChromium, whyNoChromium, type Browser } from '../support/chromium.ts'
import { faultsOfAccess, picture } from '../support/look-at-page.ts'
import { noPostgres } from '../support/postgres-server.ts'
import { runProgram } from '../support/run-program.ts'
import { whyNotInstalled } from '../support/why-not-installed.ts'
import { openStoppableDemo, type StoppableDemo } from './demo-over-postgres.ts'
import { serveStorefront } from './serve-storefront.ts'

const folder = resolve(import.meta.dirname, '../../examples/storefront')
const missing = whyNotInstalled(folder) ?? whyNoChromium() ?? noPostgres ?? undefined

describe('examples/storefront', { timeout: 120_000 }, () => {
  let demo: StoppableDemo
  let site: { url: string; close(): void }
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  let expectFailures = false

  beforeAll(async () => {
    if (missing !== undefined) return
    await runProgram('npm', ['run', 'typecheck'], folder)
    await runProgram('npm', ['run', 'build'], folder)
    demo = await openStoppableDemo()
    site = await serveStorefront(join(folder, 'dist'), demo.heddle)
    browser = await startChromium()
    page = await browser.context.newPage()
    page.setDefaultTimeout(30_000)
    await page.setViewportSize({ width: 1280, height: 800 })
    page.on('console', (message) => {
      if (message.type() === 'error' && !expectFailures) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('response', async (response) => {
      if (!response.url().endsWith('/graphql') || expectFailures) return
      const { errors = [] } = (await response.json().catch(() => ({}))) as {
        errors?: { extensions: { code: string } }[]
      }
      const unexpected = errors.filter(({ extensions }) => extensions.code !== 'UNIQUE_VIOLATION')
      if (unexpected.length > 0) complaints.push(JSON.stringify(unexpected))
    })
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (protocol !== 'data:' && origin !== new URL(site.url).origin) complaints.push(`asked ${request.url()}`)
    })
    await page.goto(site.url)
  }, 180_000)
  afterAll(async () => {
    if (missing !== undefined) return
    await browser?.close()
    site?.close()
    await demo?.close()
  })
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  async function ask<Data>(query: string): Promise<Data> {
    const { data, errors } = await demo.heddle.execute(query)
    expect(errors).toBeUndefined()
    return data as Data
  }
  const names = () =>
    page.locator('.rows .row-name').evaluateAll((all) => all.map((one) => one.firstChild?.textContent))
  const choose = (label: string, value: string) => page.getByLabel(label, { exact: true }).selectOption(value)

  async function look(name: string): Promise<void> {
    await picture(page, name)
    expect(await faultsOfAccess(page, 'html', 'all'), name).toEqual([])
  }

  test('lists customers by what they spent in another database, and goes on at the end of the list', async () => {
    await page.getByText('25 of 1200 customers').waitFor()
    await look('customers')
    await page.locator('.more').scrollIntoViewIfNeeded()
    await page.getByText('50 of 1200 customers').waitFor()
    const { users } = await ask<{ users: { name: string }[] }>(
      '{ users(orderBy: [{ orders: { sum: { total: desc_nulls_last } } }], limit: 50) { name } }',
    )
    expect((await names()).slice(0, 50)).toEqual(users.map(({ name }) => name))
  })

  test('filters and sorts over three databases', async () => {
    await page.evaluate(() => scrollTo(0, 0))
    await choose('Country', 'SE')
    await choose('Bought from', 'Looms')
    await choose('First', 'name')
    const where = `country: { eq: "SE" }, orders: { some: { items: { some: { product: { category: { eq: "Looms" } } } } } }`
    const { users, usersAggregate } = await ask<{ users: { name: string }[]; usersAggregate: { count: number } }>(
      `{ users(where: { ${where} }, orderBy: [{ name: asc }], limit: 25) { name } usersAggregate(where: { ${where} }) { count } }`,
    )
    expect(users.length).toBeGreaterThan(3)
    await page.getByText(`of ${usersAggregate.count} customers`).waitFor()
    expect((await names()).slice(0, users.length)).toEqual(users.map(({ name }) => name))
    await look('filtered')
  })

  test('says what to do where nobody is like that', async () => {
    await page.getByLabel('Name', { exact: true }).fill('no such name')
    await page.getByText('No customer is like that.').waitFor()
    await look('empty')
    await page.getByRole('button', { name: 'Reset' }).click()
    await page.getByText('25 of 1200 customers').waitFor()
  })

  test('shows the orders and products of a customer, page by page', async () => {
    await page.locator('.row').first().click()
    await page.getByText('8 of 350 orders').waitFor()
    await look('orders')
    await page.locator('.detail .more').scrollIntoViewIfNeeded()
    await page.getByText('16 of 350 orders').waitFor()
    const { users } = await ask<{
      users: { orders: { id: number; items: { quantity: number; product: { name: string } }[] }[] }[]
    }>(
      `{ users(orderBy: [{ orders: { sum: { total: desc_nulls_last } } }], limit: 1) {
        orders(orderBy: [{ createdAt: desc }], limit: 16) { id items { quantity product { name } } } } }`,
    )
    const shown = await page.locator('.order').evaluateAll((all) =>
      all.slice(0, 16).map((order) => ({
        id: Number(order.querySelector('h3')?.textContent?.replace('Order ', '')),
        items: [...order.querySelectorAll('li')].map((item) => item.textContent),
      })),
    )
    expect(shown).toEqual(
      users[0]?.orders.map(({ id, items }) => ({
        id,
        items: items.map(({ quantity, product }) => `${quantity} × ${product.name}`),
      })),
    )
  })

  test('orders with one mutation over two databases', async () => {
    await page.getByRole('link', { name: 'Shop' }).click()
    await choose('Category', 'Yarn')
    await page.locator('.product .tag', { hasText: 'Yarn' }).first().waitFor()
    await page.locator('.product').nth(0).getByRole('button').click()
    await page.locator('.product').nth(0).getByRole('button').click()
    await page.locator('.product').nth(1).getByRole('button').click()
    await fillIn('Wanda Weaver', 'wanda@example.org')
    await look('checkout')
    await page.getByRole('button', { name: /^Order for/ }).click()
    await page.getByText('Written to accounts and shop, as one.').waitFor()
    await look('ordered')
    const { user } = await ask<{ user: Record<string, unknown> }>(
      `{ user(where: { email: "wanda@example.org" }) { name addresses { street city primary }
         orders { total status items { quantity price product { name } } } } }`,
    )
    const [first, second] = await page
      .locator('.product h2')
      .evaluateAll((all) => all.slice(0, 2).map((one) => one.textContent))
    expect(user).toMatchObject({
      name: 'Wanda Weaver',
      addresses: [{ street: 'Loom Lane 3', city: 'Bristol', primary: true }],
      orders: [
        {
          status: 'paid',
          items: [
            { quantity: 2, product: { name: first } },
            { quantity: 1, product: { name: second } },
          ],
        },
      ],
    })
    const { orders } = user as { orders: { total: string; items: { quantity: number; price: string }[] }[] }
    const cents = (amount: string) => Math.round(Number(amount) * 100)
    const sum = orders[0]!.items.reduce((total, { quantity, price }) => total + quantity * cents(price), 0)
    expect(cents(orders[0]!.total)).toBe(sum)
  })

  test('writes to neither database where one refuses', async () => {
    const before = await ask('{ ordersAggregate { count } orderItemsAggregate { count } addressesAggregate { count } }')
    await page.locator('.product').nth(2).getByRole('button').click()
    await fillIn('Wanda again', 'wanda@example.org')
    await page.getByRole('button', { name: /^Order for/ }).click()
    await page.getByText('This address has an account already. Nothing was ordered.').waitFor()
    await look('refused')
    expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true')
    expect(
      await ask('{ ordersAggregate { count } orderItemsAggregate { count } addressesAggregate { count } }'),
    ).toEqual(before)
  })

  test('shows the rest while a database is stopped, and all again when it is back', async () => {
    await page.getByRole('link', { name: 'Customers' }).click()
    await page.locator('.row').nth(1).click()
    await page.getByText(/^8 of \d+ orders/).waitFor()
    expectFailures = true
    await demo.stopAccounts()

    // Half-way: the list of customers cannot go on; what is there stays, and orders go on beside it.
    await page.locator('.detail .more').scrollIntoViewIfNeeded()
    await page.getByText(/^16 of \d+ orders/).waitFor()
    await page.locator('.row').last().scrollIntoViewIfNeeded()
    await page.getByText('The database “accounts” does not answer at the moment.').waitFor()
    expect(await page.locator('.row').count()).toBe(25)
    await page.getByRole('button', { name: 'Try again' }).scrollIntoViewIfNeeded()
    await look('stopped half-way')

    // From the start: nothing of it can be shown, and the filters have what lies elsewhere.
    await page.reload()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await look('stopped')
    await page.getByRole('link', { name: 'Shop' }).click()
    await page.locator('.product').nth(1).getByRole('button').click()
    await fillIn('Nobody', 'nobody@example.org')
    await page.getByRole('button', { name: /^Order for/ }).click()
    await page.getByText('The database “accounts” does not answer at the moment. Nothing was ordered.').waitFor()
    await look('shop while accounts is stopped')

    await demo.startAccounts()
    // Heddle looks in the background whether it is back, and until then goes on saying that it is not.
    const errors = async () => (await demo.heddle.execute('{ usersAggregate { count } }')).errors
    await expect.poll(errors, { timeout: 5_000, interval: 100 }).toBeUndefined()
    expectFailures = false
    await page.getByRole('link', { name: 'Customers' }).click()
    await page.getByText('25 of 1201 customers').waitFor()
    const { users } = await ask<{ users: unknown[] }>(
      '{ users(where: { email: { eq: "nobody@example.org" } }) { id } }',
    )
    expect(users).toEqual([])
  })

  test('complained of nothing, and asked nobody else', () => {
    expect(complaints).toEqual([])
  })

  async function fillIn(name: string, email: string): Promise<void> {
    const form = page.locator('.buyer')
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('Email').fill(email)
    await form.getByLabel('Street').fill('Loom Lane 3')
    await form.getByLabel('City').fill('Bristol')
  }
})
