import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { startChromium, whyNoChromium, type Browser } from '../support/chromium.ts'
import { faultsOf, faultsOfAccess, picture } from '../support/look-at-page.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

/** GraphiQL with its panes, in a browser, over the databases of the store. */

const missing = whyNoChromium()

let world: OpenWorld
let server: HeddleServer
let browser: Browser

beforeAll(async () => {
  if (missing !== undefined) return
  ;[world, browser] = await Promise.all([openWorld(storeWorld), startChromium()])
  server = await startServer(world.heddle, { host: '127.0.0.1', port: 0 })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await world?.close()
})

/** A page of ours, and what went wrong on it: errors of its console, requests to other origins. */
async function openPage(path: string, colorScheme: 'light' | 'dark' = 'light') {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 1400, height: 900 })
  await page.emulateMedia({ colorScheme })
  const faults = faultsOf(page, server.url)
  await page.goto(`${server.url}${path}`)
  return { page, faults }
}

async function openGraphiql(colorScheme?: 'dark') {
  const opened = await openPage('/graphql', colorScheme)
  await opened.page.locator('.graphiql-query-editor .monaco-editor').first().waitFor()
  return opened
}

/** A browser remembers the pane that was open last. */
async function openPane(page: Page, name: 'Plan' | 'Map'): Promise<void> {
  const closed = page.getByRole('button', { name: `Show ${name}` })
  await page.getByRole('button', { name: new RegExp(`(Show|Hide) ${name}`) }).waitFor()
  if ((await closed.count()) > 0) await closed.click()
}

async function ask(page: Page, query: string): Promise<void> {
  await page.locator('.graphiql-query-editor .monaco-editor').first().click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(query)
  await page.waitForTimeout(500) // GraphiQL reads the editor after a pause in typing
  await page.keyboard.press('Control+Enter')
}

const crossing =
  '{ users(limit: 20, where: {orders: {some: {total: {gt: "10"}}}}) { name orders { total items { product { name } } } } }'

it('draws the plan of a run over several databases: lanes, bars, arrows, strategies', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const { page, faults } = await openGraphiql()
  await openPane(page, 'Plan')
  expect(await page.locator('.heddle-plan').innerText()).toContain('Run a query')
  await ask(page, crossing)
  await page.locator('.heddle-bar').first().waitFor()
  const answer = page.locator('.result-window')
  await expect.poll(() => answer.innerText(), { timeout: 10_000 }).toContain('"users"')

  const { extensions } = await world.heddle.analyze(crossing)
  const { actual, perRow, ran } = extensions!.explain!
  const lanes = await page.locator('.heddle-lane-name').allInnerTexts()
  expect([...lanes].sort()).toEqual(Object.keys(actual).sort())
  expect(await page.locator('.heddle-bar').count()).toBe(ran.length)
  expect(await page.locator('.heddle-count').innerText()).toBe(
    `${ran.length} statements; a resolver per row would have made ${perRow}`,
  )
  // Users to orders and orders to products by link, and orders to users for the filter.
  expect(await page.locator('.heddle-arrow').count()).toBe(3)
  expect(await page.locator('.heddle-arrow.filter').count()).toBe(1)
  expect(await page.locator('.heddle-crossings').innerText()).toContain('accounts.users.orders: semi-join')
  expect(await answer.innerText()).not.toContain('extensions')

  const orders = page.getByRole('button', { name: /^orders · \d+ keys → \d+ rows at shop/ })
  await orders.focus()
  await page.keyboard.press('Enter')
  const details = page.locator('.heddle-details')
  expect(await details.innerText()).toMatch(/orders at shop/)
  const sql = details.locator('pre')
  expect(await sql.isVisible()).toBe(false)
  await details.locator('summary', { hasText: 'SQL' }).click()
  expect((await sql.innerText()).toLowerCase()).toContain('select')
  await details.locator('summary', { hasText: 'parameter' }).click()
  expect(await details.locator('.heddle-parameters').isVisible()).toBe(true)
  await picture(page, 'plan')
  expect(await faultsOfAccess(page, '.heddle-plan')).toEqual([])
  expect(faults).toEqual([])
  await page.close()
}, 90_000)

it('says why there is no plan where a request was refused', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const { page } = await openGraphiql()
  await openPane(page, 'Plan')
  await ask(page, '{ nope }')
  await expect.poll(() => page.locator('.heddle-plan').innerText(), { timeout: 10_000 }).toContain('tells no plan')
  await page.close()
}, 60_000)

it('shows the map: lights what a table is related to, keeps the last query lit, inserts a query', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const { page, faults } = await openGraphiql('dark')
  await ask(page, '{ users(limit: 2) { orders { items { product { name } } } } }')
  await expect.poll(() => page.locator('.result-window').innerText(), { timeout: 10_000 }).toContain('"users"')
  await openPane(page, 'Map')
  await page.locator('.heddle-card').first().waitFor()

  const { cards, regions, lines } = await world.heddle.engine.mapFor('anonymous')
  expect(await page.locator('.heddle-region').count()).toBe(regions.length)
  expect(await page.locator('.heddle-card').count()).toBe(cards.length)
  expect(await page.locator('.heddle-line.link').count()).toBe(lines.filter(({ kind }) => kind === 'link').length)
  const lit = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((card) => card.getAttribute('data-table')).sort())
  expect(await lit('.heddle-card.lit')).toEqual(['accounts.users', 'catalog.products', 'shop.items', 'shop.orders'])

  const orders = page.locator('.heddle-card[data-table="shop.orders"]')
  await orders.focus()
  const near = await lit('.heddle-card.near')
  expect(near).toContain('accounts.users')
  expect(near).not.toContain('catalog.products')
  expect(await page.locator('.heddle-line.lit').count()).toBeGreaterThan(1)
  expect(await page.locator('.heddle-map-words').innerText()).toMatch(
    /^shop\.orders: .*user: one in accounts\.users \(link\)/,
  )
  await picture(page, 'map-dark')
  expect(await faultsOfAccess(page, '.heddle-map-pane')).toEqual([])

  await page.keyboard.press('Enter')
  const editor = page.locator('.graphiql-query-editor .monaco-editor').first()
  await expect.poll(() => editor.innerText(), { timeout: 10_000 }).toMatch(/orders\(limit:\s10\)/)
  await page.locator('.graphiql-execute-button').click()
  await expect.poll(() => page.locator('.result-window').innerText(), { timeout: 10_000 }).toContain('"orders"')
  await expect.poll(() => lit('.heddle-card.lit')).toEqual(['shop.orders'])
  expect(faults).toEqual([])
  await page.close()
}, 90_000)

it('shows the same map at /map, without GraphiQL', async ({ skip }) => {
  skip(missing !== undefined, missing)
  const { page, faults } = await openPage('/map')
  await page.locator('.heddle-card').first().waitFor()
  expect(await page.locator('.heddle-card').count()).toBe((await world.heddle.engine.mapFor('anonymous')).cards.length)
  await page.locator('.heddle-card[data-table="catalog.products"]').hover()
  expect(await page.locator('.heddle-line.lit').count()).toBeGreaterThan(0)
  await picture(page, 'map-page')
  expect(await faultsOfAccess(page, 'main')).toEqual([])
  expect(faults).toEqual([])
  await page.close()
}, 60_000)
