import { describe, expect, it } from 'vitest'
import { createCursors } from '../../src/operation/cursor.ts'

const position = ['2026-01-02 03:04:05.123456+00', null, '7']

describe('cursors', () => {
  it('give back the position they were made from, microseconds and nulls included', () => {
    const cursors = createCursors(['s3cret'])
    expect(cursors.decode('scope', cursors.encode('scope', position))).toEqual(position)
  })

  it('are the same for the same row, and show nothing of it', () => {
    const cursors = createCursors(['s3cret'])
    const cursor = cursors.encode('scope', ['hidden salary 90000'])
    expect(cursor).toBe(cursors.encode('scope', ['hidden salary 90000']))
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('salary')
  })

  it('are refused with another order, filter or role, cut short, altered, or made up', () => {
    const cursors = createCursors(['s3cret'])
    const cursor = cursors.encode('scope', position)
    const altered = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1)
    for (const bad of [altered, cursor.slice(0, 20), '', 'not a cursor', `${cursor}AAAA`]) {
      expect(() => cursors.decode('scope', bad)).toThrowError(expect.objectContaining({ code: 'BAD_CURSOR' }))
    }
    expect(() => cursors.decode('other scope', cursor)).toThrowError(expect.objectContaining({ code: 'BAD_CURSOR' }))
  })

  it('of an older secret are read while it is listed, and refused after', () => {
    const cursor = createCursors(['old']).encode('scope', position)
    expect(createCursors(['new', 'old']).decode('scope', cursor)).toEqual(position)
    expect(() => createCursors(['new']).decode('scope', cursor)).toThrowError(/does not belong here/)
  })
})
