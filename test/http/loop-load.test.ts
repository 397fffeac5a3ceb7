import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchLoop } from '../../src/http/loop-load.ts'

it('tells a process that works all the time from one that waits', async () => {
  const isBusy = watchLoop()
  await sleep(200)
  expect(isBusy()).toBe(false)
  const until = performance.now() + 100
  while (performance.now() < until);
  expect(isBusy()).toBe(true)
  await sleep(200)
  expect(isBusy(), 'since it was asked last').toBe(false)
})
