import { expect, it, onTestFinished } from 'vitest'
import { startChromium, whyNoChromium } from '../support/chromium.ts'
import { serveFixture } from './fixture-server.ts'

it('runs a typed query in GraphiQL and shows rows of two databases, without asking any other origin', async ({
  skip,
}) => {
  const reason = whyNoChromium()
  skip(reason !== undefined, reason)
  const { url, server } = await serveFixture()
  const browser = await startChromium()
  onTestFinished(() => browser.close())
  const page = await browser.context.newPage()
  const foreign: string[] = []
  const refused: string[] = []
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(server.url)) foreign.push(request.url())
  })
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text())
  })

  await page.goto(url)
  const editor = page.locator('.graphiql-query-editor .monaco-editor').first()
  await editor.waitFor()
  await expect.poll(() => editor.innerText(), { timeout: 10_000 }).toContain('orders')

  await editor.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.type('{ users { name orders { total } } ')
  await page.waitForTimeout(500) // GraphiQL reads the editor after a pause in typing
  await page.keyboard.press('Control+Enter')
  const answer = page.locator('.result-window')
  await expect.poll(() => answer.innerText(), { timeout: 10_000 }).toContain('9.50')
  expect(await answer.innerText()).toContain('Ann')
  if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] })
  expect(foreign).toEqual([])
  expect(refused).toEqual([])
}, 60_000)
