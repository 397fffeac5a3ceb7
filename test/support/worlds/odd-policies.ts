import type { Catalog } from '../../../src/catalog/catalog.ts'
import { referenceData, type ReferenceData, type Row } from '../../reference/tables.ts'
import { fulfils } from '../../reference/where.ts'

/** Who asks, as rules see it. */
export interface OddContext {
  readonly id?: number | null
  readonly ids?: readonly number[]
  readonly country?: string
}

type Where = Readonly<Record<string, unknown>>
type Rule = {
  readonly where?: Where | ((c: OddContext) => Where)
  readonly columns?: { readonly except: readonly string[] }
}
/** What a role may read, by table. */
export type ReadRules = Readonly<Record<string, { readonly read: true | Rule }>>

const own = (c: OddContext) => ({ id: { in: c.ids } })
const everything: ReadRules = Object.fromEntries(
  [
    ...['active_users', 'addresses', 'groups', 'logins', 'memberships', 'samples', 'select', 'users'].map(
      (name) => `accounts.${name}`,
    ),
    ...['coupons', 'order', 'order_coupons', 'order_items', 'specimens'].map((name) => `shop.${name}`),
    ...['best_reviews', 'categories', 'favourites', 'products', 'reviews'].map((name) => `catalog.${name}`),
  ].map((id) => [id, { read: true }] as const),
)

/**
 * Three ways to see the odd world beside that of `all`: `member` by rules on columns and through local relations and links,
 * in every direction; `tenant` by one column of each table; `nobody`, who lacks the value that each of its rules needs.
 */
export const oddPermissions: Readonly<Record<'all' | 'member' | 'tenant' | 'nobody', ReadRules>> = {
  all: everything,
  member: {
    ...everything,
    'accounts.active_users': { read: { where: (c) => ({ country: { ne: c.country } }) } },
    'accounts.addresses': { read: { where: (c) => ({ OR: [{ user: own(c) }, { primary: { eq: true } }] }) } },
    'accounts.groups': { read: { where: { OR: [{ mood: { isNull: false } }, { id: { gt: 4 } }] } } },
    'accounts.logins': { read: { where: (c) => ({ user: own(c), ip: { isNull: false } }) } },
    // Pairs by the rows of both ends, and below by those behind a link.
    'accounts.memberships': {
      read: {
        where: (c) => ({ OR: [{ user: own(c) }, { since: { isNull: false }, group: { mood: { isNull: false } } }] }),
      },
    },
    'accounts.samples': {
      read: { where: { NOT: { owner: { active: { eq: false } } } }, columns: { except: ['amount', 'raw'] } },
    },
    'accounts.select': { read: { where: (c) => ({ order: { gt: 1 }, user: { country: { notIn: [c.country] } } }) } },
    'accounts.users': {
      read: {
        where: (c) => ({ OR: [own(c), { manager: own(c) }, { active: { eq: true }, orders: { count: { gt: 1 } } }] }),
        columns: { except: ['credit', 'settings', 'email'] },
      },
    },
    'shop.order': {
      read: { where: (c) => ({ OR: [{ user: own(c) }, { gift: { eq: true } }] }), columns: { except: ['discount'] } },
    },
    'shop.order_coupons': {
      read: { where: (c) => ({ OR: [{ order: { user: own(c) } }, { couponCodeCoupon: { percent: { gt: 10 } } }] }) },
    },
    'shop.order_items': { read: { where: (c) => ({ order: { NOT: { user: own(c) } }, quantity: { gte: 0 } }) } },
    'shop.specimens': { read: { where: { sampleByCode: { owner: {} } }, columns: { except: ['loose'] } } },
    'catalog.categories': { read: { where: { products: { some: {} } } } },
    'catalog.products': {
      read: { where: { orderItems: { none: { quantity: { lt: 0 } } } }, columns: { except: ['weight'] } },
    },
    'catalog.reviews': { read: { where: (c) => ({ OR: [{ stars: { gte: 4 } }, { user: own(c) }] }) } },
    'catalog.favourites': { read: { where: (c) => ({ userTokenUser: { id: { gt: c.id } } }) } },
  },
  tenant: {
    ...everything,
    'accounts.users': { read: { where: (c) => ({ id: { in: c.ids } }), columns: { except: ['token'] } } },
    'accounts.addresses': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
    'accounts.memberships': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
    'accounts.groups': { read: { where: (c) => ({ id: { ne: c.id } }) } },
    'accounts.logins': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
    'accounts.samples': { read: { where: (c) => ({ ownerId: { in: c.ids } }) } },
    'accounts.select': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
    'shop.order': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
    'shop.order_items': { read: { where: (c) => ({ order: { userId: { in: c.ids } } }) } },
    'shop.order_coupons': { read: { where: (c) => ({ orderId: { gt: c.id } }) } },
    'catalog.products': { read: { where: { sold: { isNull: false } } } },
    'catalog.reviews': { read: { where: (c) => ({ userId: { in: c.ids } }) } },
  },
  nobody: Object.fromEntries(
    Object.keys(everything).map((id) => [id, { read: { where: (c: OddContext) => ({ id: { eq: c.id } }) } }] as const),
  ) as ReadRules,
}

export type OddRole = keyof typeof oddPermissions

/** The config of the roles, for a world that is opened. */
export const oddRoles = { permissions: oddPermissions, role: () => 'all' }

/** A way to see the drizzle world, whose many-to-many link has pairs that are told by the database at its other end. */
export const fanRules: ReadRules = {
  'club.people': { read: { where: (c) => ({ id: { notIn: c.ids } }) } },
  'radio.tracks': { read: { where: { plays: { isNull: false } }, columns: { except: ['state'] } } },
  'radio.likes': { read: { where: (c) => ({ OR: [{ fan: { id: { gt: c.id } } }, { stars: { gte: 4 } }] }) } },
}

/** The config of the drizzle world's roles. */
export const drizzleRoles = {
  permissions: {
    all: Object.fromEntries(Object.keys(fanRules).map((id) => [id, { read: true }])),
    fan: fanRules,
  },
  role: () => 'all',
}

/** Every row that rules let a viewer see, as the reference understands them, over all rows there are. */
export function visibleRows(whole: ReferenceData, rules: ReadRules, context: OddContext): ReferenceData {
  const rows = [...whole.catalog.tables.values()].map((table) => {
    const all = whole.rows.get(table.id) ?? []
    return [table.id, all.filter((row) => sees(whole, rules, context, table.id, row))] as const
  })
  return referenceData(whole.catalog, new Map(rows))
}

function sees(whole: ReferenceData, rules: ReadRules, context: OddContext, id: string, row: Row): boolean {
  const read = rules[id]?.read
  if (read === true) return true
  const rule = read?.where ?? {}
  const where = typeof rule === 'function' ? rule(context) : rule
  return isComplete(where) && fulfils(whole, whole.catalog.tables.get(id)!, row, where) // a table of the catalog
}

function isComplete(value: unknown): boolean {
  if (value === null || value === undefined) return false
  return typeof value !== 'object' || Object.values(value).every(isComplete)
}

/** The columns of a table that rules let be read. */
export function visibleColumns(catalog: Catalog, rules: ReadRules, id: string): readonly string[] {
  const read = rules[id]?.read
  const hidden = read === true ? [] : (read?.columns?.except ?? [])
  return (catalog.tables.get(id)?.columns ?? []).map(({ name }) => name).filter((name) => !hidden.includes(name))
}
