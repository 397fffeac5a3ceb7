/** How the names and relations of a catalog differ from what the rules would make. All by config or flags. */
export interface CatalogOptions {
  /**
   * New names, by SQL path: a table (`shop.orders`: its name, in either number, or `single/plural`), a column
   * (`shop.orders.usr`), an enum (`accounts.mood`), or a relation that was found (`shop.orders.user`).
   */
  readonly rename?: Readonly<Record<string, string>> | undefined
  /** Put before the names of all tables and enums of a source, or of one schema: `{ shop: 'shop', 'accounts.auth': 'auth' }`. */
  readonly prefix?: Readonly<Record<string, string>> | undefined
  /** Keys that the database does not know, of views and tables without one: `{ 'shop.top_orders': ['id'] }`. */
  readonly keys?: Readonly<Record<string, readonly string[]>> | undefined
  /**
   * Texts that are ordered by their own collations, and not by code point: by the name of a source, or by the SQL paths of
   * columns: `['shop', 'accounts.users.name']`.
   */
  readonly ownOrder?: readonly string[] | undefined
  /**
   * Whether foreign keys of a source become relations. By default those of an introspected source do, and those of a
   * Drizzle schema where no relation inside of it is declared.
   */
  readonly deriveRelations?: Readonly<Record<string, boolean>> | undefined
}
