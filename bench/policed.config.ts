/**
 * As `heddle.config.ts`, with a role whose viewers see the rows of a policy on every table. Nothing is hidden from the one who
 * asks here, so that the answers are those of everybody else; what is measured is what policies cost.
 */
import { defineConfig } from 'heddle'
import config from './heddle.config.ts'

interface Viewer {
  readonly least: number
}

export default defineConfig({
  ...config,
  context: (): Viewer => ({ least: 0 }),
  role: () => 'viewer',
  permissions: {
    viewer: {
      users: { read: { where: (c) => ({ id: { gte: c.least } }) } },
      addresses: { read: { where: (c) => ({ userId: { gte: c.least } }) } },
      orders: { read: { where: (c) => ({ id: { gte: c.least } }) } },
      orderItems: { read: { where: (c) => ({ id: { gte: c.least } }) } },
      artists: { read: { where: (c) => ({ artistId: { gte: c.least } }) } },
      albums: { read: { where: (c) => ({ albumId: { gte: c.least } }) } },
      tracks: { read: { where: (c) => ({ trackId: { gte: c.least } }) } },
    },
  },
})
