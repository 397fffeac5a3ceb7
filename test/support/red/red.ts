import { beforeAll, describe, expect, it } from 'vitest'

it('fails', () => expect('red').toBe('green'))

describe('what cannot be prepared', () => {
  beforeAll(() => {
    throw new Error('red')
  })
  it('is left out', () => expect('green').toBe('green'))
})
