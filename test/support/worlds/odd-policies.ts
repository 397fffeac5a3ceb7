import type { Catalog } from '../../../src/catalog/catalog.ts'
import { referenceData, type ReferenceData, type Row } from '../../reference/tables.ts'
import { fulfils } from '../../reference/where.ts'

/** Who asks in the odd world, as rules see it. */
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
type Rules = Readonly<Record<string, { readonly read: true | Rule }>>

const own = (c: OddContext) => ({ id: { in: c.ids } })
const everything: Rules = Object.fromEntries(
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
export const oddPermissions: Readonly<Record<'all' | 'member' | 'tenant' | 'nobody', Rules>> = {
  all: everything,
  member: {
    ...everything,
    'accounts.active_users': { read: { where: (c) => ({ country: { ne: c.country } }) } },
    'accounts.addresses': { read: { where: (c) => ({ OR: [{ user: own(c) }, { primary: { eq: true } }] }) } },
    'accounts.groups': { read: { where: { OR: [{ mood: { isNull: false } }, { id: { gt: 4 } }] } } },
    'accounts.logins': { read: { where: (c) => ({ user: own(c), ip: { isNull: false } }) } },
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
  ) as Rules,
}

export type OddRole = keyof typeof oddPermissions

/** The config of the roles, for a world that is opened. */
export const oddRoles = { permissions: oddPermissions, role: () => 'all' }

/** Every row that the role sees, by the rules as the reference understands them, over all rows there are. */
export function visibleRows(whole: ReferenceData, role: OddRole, context: OddContext): ReferenceData {
  const rows = [...whole.catalog.tables.values()].map((table) => {
    const all = whole.rows.get(table.id) ?? []
    return [table.id, all.filter((row) => sees(whole, role, context, table.id, row))] as const
  })
  return referenceData(whole.catalog, new Map(rows))
}

function sees(whole: ReferenceData, role: OddRole, context: OddContext, id: string, row: Row): boolean {
  const read = oddPermissions[role][id]?.read
  if (read === true) return true
  const rule = read?.where ?? {}
  const where = typeof rule === 'function' ? rule(context) : rule
  return isComplete(where) && fulfils(whole, whole.catalog.tables.get(id)!, row, where) // a table of the catalog
}

function isComplete(value: unknown): boolean {
  if (value === null || value === undefined) return false
  return typeof value !== 'object' || Object.values(value).every(isComplete)
}

/** The columns of a table that a role may read. */
export function visibleColumns(catalog: Catalog, role: OddRole, id: string): readonly string[] {
  const read = oddPermissions[role][id]?.read
  const hidden = read === true ? [] : (read?.columns?.except ?? [])
  return (catalog.tables.get(id)?.columns ?? []).map(({ name }) => name).filter((name) => !hidden.includes(name))
}
