import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { startChromium, whyNoChromium, type Browser } from '../support/chromium.ts'
import { faultsOf, faultsOfAccess, picture } from '../support/look-at-page.ts'

/** The map of 30 tables in three databases. */

const missing = whyNoChromium()

let folder: string
let heddle: Heddle
let server: HeddleServer
let browser: Browser

/** Ten tables, each with a few columns and the key of the one before. */
function fill(file: string, area: string): void {
  const database = new Database(file)
  for (let at = 0; at < 10; at++) {
    const columns = Array.from({ length: 3 + (at % 4) }, (_, column) => `column_${column} text`).join(', ')
    const parent = at === 0 ? '' : `, parent_id integer references ${area}_${Math.floor((at - 1) / 2)}s (id)`
    database.exec(`create table ${area}_${at}s (id integer primary key, link_id integer, ${columns}${parent})`)
  }
  database.close()
}

beforeAll(async () => {
  if (missing !== undefined) return
  folder = await mkdtemp(join(tmpdir(), 'heddle-map-'))
  const areas = ['billing', 'crm', 'depot']
  for (const area of areas) fill(join(folder, `${area}.db`), area)
  heddle = await createHeddle({
    sources: Object.fromEntries(areas.map((area) => [area, `sqlite:${join(folder, `${area}.db`)}`])),
    links: ['billing.billing_0s.id=crm.crm_3s.link_id', 'crm.crm_0s.id=depot.depot_5s.link_id'],
    log: 'silent',
  })
  server = await startServer(heddle, { host: '127.0.0.1', port: 0 })
  browser = await startChromium()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (missing === undefined) await rm(folder, { recursive: true, force: true })
})

beforeEach(({ skip }) => skip(missing !== undefined, missing))

async function openMap(colorScheme: 'light' | 'dark') {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width: 1400, height: 900 })
  await page.emulateMedia({ colorScheme })
  const faults = faultsOf(page, server.url)
  await page.goto(`${server.url}/map`)
  await page.locator('.heddle-card').first().waitFor()
  return { page, faults }
}

const room = (page: Page) => page.locator('.heddle-map-scroll')
const scrolled = (page: Page) => room(page).evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop])
const scaleOf = async (page: Page) => Number.parseInt(await page.locator('.heddle-zoom output').innerText())

/** How many cards are seen as a whole. */
async function cardsInSight(page: Page): Promise<number> {
  return room(page).evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    return [...element.querySelectorAll('.heddle-card')].filter((card) => {
      const box = card.getBoundingClientRect()
      return box.left >= left - 1 && box.top >= top - 1 && box.right <= right + 1 && box.bottom <= bottom + 1
    }).length
  })
}

/** Pixels of the smallest words on it. */
async function smallestWords(page: Page): Promise<number> {
  return room(page).evaluate((element) => {
    const svg = element.querySelector('svg')!
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
    const sizes = [...svg.querySelectorAll('text')].map((text) => Number.parseFloat(getComputedStyle(text).fontSize))
    return Math.min(...sizes) * scale
  })
}

it.each(['light', 'dark'] as const)(
  'can be read at 30 tables, %s',
  async (scheme) => {
    const { page, faults } = await openMap(scheme)
    expect(await page.locator('.heddle-card').count()).toBe(30)
    expect(await smallestWords(page)).toBeGreaterThan(7)
    await picture(page, `map-30-${scheme}`)
    await page.getByRole('button', { name: 'All', exact: true }).click()
    expect(await cardsInSight(page)).toBe(30)
    await picture(page, `map-30-all-${scheme}`)
    expect(await faultsOfAccess(page, 'main')).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  },
  60_000,
)

it('is made larger and smaller, and moved, with the keyboard alone', async () => {
  const { page } = await openMap('light')
  const begin = await scaleOf(page)
  await room(page).focus()
  for (const _ of [1, 2, 3]) await page.keyboard.press('+')
  await expect.poll(() => scaleOf(page)).toBeGreaterThan(begin * 1.8)
  const [left = 0] = await scrolled(page)
  for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await scrolled(page))[0]).toBeGreaterThan(left)
  await page.keyboard.press('0')
  await expect.poll(() => cardsInSight(page)).toBe(30)
  await page.keyboard.press('-')
  const all = await scaleOf(page)
  // A table that is reached by the keyboard comes into sight, however large the map is.
  for (const _ of [1, 2, 3, 4, 5, 6]) await page.keyboard.press('+')
  await expect.poll(() => scaleOf(page)).toBeGreaterThan(all)
  await page.locator('.heddle-card').last().focus()
  const box = await page.locator('.heddle-card').last().boundingBox()
  const seen = await room(page).boundingBox()
  expect(box!.x + box!.width).toBeGreaterThan(seen!.x)
  expect(box!.x).toBeLessThan(seen!.x + seen!.width)
  expect(box!.y).toBeLessThan(seen!.y + seen!.height)
  await page.close()
}, 60_000)

it('is moved by dragging and made larger by the wheel, around what is seen', async () => {
  const { page } = await openMap('light')
  await page.getByRole('button', { name: 'Larger' }).click()
  await page.getByRole('button', { name: 'Larger' }).click()
  const before = await scrolled(page)
  const { x, y, width, height } = (await room(page).boundingBox())!
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 - 150, y + height / 2 - 90, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => scrolled(page)).toEqual([before[0]! + 150, before[1]! + 90])
  const scale = await scaleOf(page)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -200)
  await page.keyboard.up('Control')
  await expect.poll(() => scaleOf(page)).toBeGreaterThan(scale)
  await page.close()
}, 60_000)
