/** What the config's `permissions` come to. Functions stand in it, so it is no part of a catalog, which is plain data. */

/** What a role may do, by table id. A table that is not there does not exist for it. */
export type RoleRules = ReadonlyMap<string, TableRules>

/**
 * A filter in the API's `where` language, or a function that makes one of the config's context. It may name what the role
 * may not read. What it is, is known when it is asked: see `operation/viewer-rules.ts`.
 */
export type RowRule = object | ((context: never) => unknown)

/** What one role may do with one table; null: not at all. */
export interface TableRules {
  readonly read: ReadRule | null
  readonly create: WriteRule | null
  readonly update: WriteRule | null
  readonly delete: WriteRule | null
}

export interface ReadRule {
  /** The columns that exist for the role, by API name. */
  readonly columns: ReadonlySet<string>
  /** Which rows. Null: all. */
  readonly where: RowRule | null
  /** Rows of a list at most. Null: as many as for everyone. */
  readonly limit: number | null
  /** The custom fields that it has, whatever columns they need; null: those made of columns that it may read. */
  readonly fields: readonly string[] | 'all' | null
}

export interface WriteRule {
  /** The columns that the role may write; without those of `set`. One that it may not read only where the rule names it. */
  readonly columns: ReadonlySet<string>
  /** Which of the rows that the role may read. Null: all of them. */
  readonly where: RowRule | null
  /** What a row must fulfil after the write. Null: nothing. */
  readonly check: RowRule | null
  /** Columns that the server sets: a value, or a function that makes it of the config's context. */
  readonly set: Readonly<Record<string, unknown>>
  /** Rows that one field of a mutation may write. Null: any number. */
  readonly limit: number | null
}
