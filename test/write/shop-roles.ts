/** What the rules are functions of. */
export interface ShopContext {
  readonly id?: number
}

const own = (c: ShopContext) => ({ id: { eq: c.id } })
const ofOwn = (c: ShopContext) => ({ user: { id: { eq: c.id } } })
const everything = { read: true, create: true, update: true, delete: true }

/** A customer of the shop: sees what is theirs, and writes what the shop lets them. */
export const customer = {
  users: { read: { where: own, columns: { except: ['visits'] } }, update: { columns: ['name', 'country', 'email'] } },
  profiles: { read: { where: ofOwn }, create: { check: ofOwn } },
  addresses: {
    read: { where: ofOwn },
    create: { columns: ['street', 'city'], set: { userId: (c: ShopContext) => c.id } },
    update: { columns: ['street'], set: { city: 'Thun' } },
    delete: { limit: 1 },
  },
  orders: {
    read: { where: ofOwn },
    create: {
      columns: ['status', 'total'],
      set: { userId: (c: ShopContext) => c.id },
      check: { total: { lt: '1000' } },
      limit: 2,
    },
    update: { where: { status: { eq: 'draft' } }, columns: ['status', 'total'], check: { total: { lt: '1000' } } },
    delete: { where: { status: { eq: 'draft' } } },
  },
  items: {
    read: { where: (c: ShopContext) => ({ order: { user: { id: { eq: c.id } } } }) },
    create: { check: (c: ShopContext) => ({ order: { user: { id: { eq: c.id } } } }) },
    update: { where: { order: { status: { eq: 'draft' } } } },
  },
  clubs: {
    read: { where: (c: ShopContext) => ({ id: { eq: c.id } }) },
    create: true,
    update: { check: { name: { ne: 'no' } } },
  },
}

/** Writes everything, and sees what is theirs. */
export const clerk = {
  users: {
    read: true,
    create: true,
    update: { check: (c: ShopContext) => ({ orders: { every: { user: { id: { ne: c.id } } } } }) },
  },
  orders: { ...everything, read: { where: ofOwn } },
  addresses: everything,
  items: everything,
  clubs: everything,
  members: everything,
}

/** Sees who is in which club of few people: of themselves and of club 1, and lets nobody go who is in club 1. */
export const captain = {
  users: { read: { where: { id: { lt: 100 } } }, update: true },
  orders: { ...everything, read: { where: ofOwn } },
  addresses: { ...everything, read: { where: ofOwn } },
  clubs: everything,
  members: {
    read: { where: (c: ShopContext) => ({ OR: [{ userId: { eq: c.id } }, { clubId: { eq: 1 } }] }) },
    create: true,
    delete: { where: { club: { name: { ne: 'chess' } } } },
  },
}

/** Orders little at once. */
export const buyer = { users: everything, orders: { read: true, create: { limit: 2 } } }

/** Writes a few columns of what anybody may see. */
export const packer = {
  users: { read: true },
  orders: { read: true, create: true, update: { columns: ['status'] } },
  items: { read: true, create: { columns: ['orderId', 'sku'] }, update: { columns: ['quantity'] } },
}

const tables = ['users', 'addresses', 'profiles', 'clubs', 'members', 'orders', 'items']
const admin = Object.fromEntries(tables.map((name) => [name, everything]))

/** The config of the shop's roles; whoever says nothing is `admin`. */
export const shopRoles = { permissions: { customer, buyer, clerk, captain, packer, admin }, role: () => 'admin' }
