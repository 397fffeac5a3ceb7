/**
 * The catalog: what exists over all sources. Frozen plain data made once at start-up; every later phase reads it and
 * none changes it. What a role may not name is absent from `catalog.forRole(role)`.
 */
import type { RoleRules } from './rules.ts'

export type DialectName = 'postgres' | 'sqlite' | 'mariadb' | 'mysql'

/** The kind of a value, whatever database holds it: it decides the GraphQL scalar and the operators. */
export type ValueKind =
  | 'int' // Int: 32 bits
  | 'bigint' // BigInt: 64 bits, a string
  | 'float'
  | 'decimal' // Decimal: exact, a string
  | 'string'
  | 'boolean'
  | 'uuid'
  | 'date'
  | 'time'
  | 'dateTime' // an instant: RFC 3339, UTC
  | 'localDateTime' // a date and time of day without a zone
  | 'json'
  | 'bytes' // base64
  | 'enum'

/** A column's type: what the value means, and how this database stores it. */
export interface ColumnType {
  readonly kind: ValueKind
  /** As the database declares it: `numeric(12,2)`, `timestamp with time zone`, `"sales"."mood"`. */
  readonly sqlType: string
  /**
   * How the value is stored where the database has no such type.
   * SQLite: `seconds` | `milliseconds` | `text` | `julian` (instants and dates), `integer` (boolean),
   * `text` | `blob` (uuid, json), `integer` | `real` (decimal: the number itself). PostgreSQL: `text` where the value
   * is read and written through the type's text form (inet, ranges, vector …).
   */
  readonly storage?: string
  /** Decimal digits in all, of a decimal. */
  readonly precision?: number
  /** Decimal digits after the point, of a decimal; absent: as each value has them. */
  readonly scale?: number
  /** Padded to this length: char(n). */
  readonly paddedLength?: number
  /** Of text: `C` compares by code point; another name is that collation; absent is the database's default. */
  readonly collation?: string
  /** Of text: in order as its own collation has it, not by code point. The config says so. */
  readonly order?: 'own'
  /** Key into `catalog.enums`. */
  readonly enum?: string
  /** 0: a single value; 1: a list; 2: a list of lists. */
  readonly dimensions: number
}

/** An enum, named as in GraphQL, its values in declared order. */
export interface EnumInfo {
  readonly name: string
  readonly description: string | null
  readonly values: readonly { readonly name: string; readonly value: string; readonly description: string | null }[]
}

export interface Column {
  /** The API's name: camelCase. */
  readonly name: string
  /** The database's name. */
  readonly sqlName: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** Made by the database, never written: generated columns, identity always. */
  readonly generated: boolean
  readonly description: string | null
}

/** A primary or unique key. `name` is how the API addresses it: the columns' names joined by `_`. */
export interface Key {
  readonly name: string
  readonly columns: readonly string[]
}

/** How rows of two tables meet: `from[i]` of the one equals `to[i]` of the other. */
export interface ColumnPair {
  readonly from: string
  readonly to: string
}

/** From one table to another. *local*: one source; *link*: two. */
export interface Relation {
  /** The API's name of the field. */
  readonly name: string
  readonly kind: 'local' | 'link'
  readonly cardinality: 'one' | 'many'
  /** Ids of tables. */
  readonly from: string
  readonly to: string
  /** Columns of `from` = columns of `to`; with `through`: columns of `from` = columns of the junction. */
  readonly on: readonly ColumnPair[]
  /** Many-to-many: the junction lies in the source of `to`; `on` here is junction = `to`. */
  readonly through: { readonly table: string; readonly on: readonly ColumnPair[] } | null
  /** To-one: whether a row may have no partner. False only where an enforced NOT NULL foreign key says so. */
  readonly nullable: boolean
  /** Whether the rows that it leads to may be hidden from who asks: then a to-one relation promises none. */
  readonly hides?: true
  /** The columns that are searched (of `to`, or of the junction) lead an index or a key. */
  readonly indexed: boolean
  readonly description: string | null
}

/** What may be done to a table's rows: what its source allows, and the role. Null: not that. */
export interface TableWrites {
  readonly create: WriteRight | null
  readonly update: WriteRight | null
  readonly delete: WriteRight | null
}

/** How rows may be written: what of the config's rules is plain data. The rules themselves are bound for each request. */
export interface WriteRight {
  /** What a request may give a value; also columns that the role may not read. Of a delete: none. */
  readonly columns: readonly Column[]
  /** Columns that the server sets. */
  readonly set: readonly string[]
  /** Whether a rule says which rows: it stands in the policy of every write that finds them. */
  readonly ruled: boolean
  /** Whether a rule says what a row must fulfil after the write. */
  readonly checked: boolean
  /** Rows that one field of a mutation may write. Null: any number. */
  readonly limit: number | null
}

export interface Table {
  /** Unique over all sources: `shop.orders`, `accounts.sales.orders` outside of the default schema. */
  readonly id: string
  readonly source: string
  readonly kind: 'table' | 'view'
  readonly sqlSchema: string | null
  readonly sqlName: string
  /** `User`: the GraphQL type. */
  readonly typeName: string
  /** `user`: the root field for one row. */
  readonly single: string
  /** `users`: the root field for the list. */
  readonly plural: string
  readonly description: string | null
  readonly columns: readonly Column[]
  /** Null: readable without `node` and cursors. */
  readonly primaryKey: Key | null
  /** Unique keys over NOT NULL or nullable columns, the primary key first. */
  readonly keys: readonly Key[]
  readonly relations: readonly Relation[]
  readonly writes: TableWrites
  /** In the catalog of a role: what it may see of the table, beside its columns. Absent: all of it. */
  readonly rights?: TableRights
}

/** What a role sees of a table that it may read. */
export interface TableRights {
  /** Only the rows of a policy: every place that reaches rows of the table has it (`operation/bind-rule.ts`). */
  readonly policed: boolean
  /** Rows of a list at most. Null: as many as for everyone. */
  readonly limit: number | null
  /** The custom fields that it has, whatever columns they need; null: those made of columns that it may read. */
  readonly fields: readonly string[] | 'all' | null
}

/** What a database can do in one statement, as far as the plan depends on it. */
export interface Abilities {
  /** Whether a statement can hold any page of a relation inside of a row. Where not, only plain lists and aggregates. */
  readonly nestsPages: boolean
  /** Whether an insert answers with the rows that it has made. Where not, another statement asks for them. */
  readonly answersInserts: boolean
}

export interface SourceInfo extends Abilities {
  readonly name: string
  readonly dialect: DialectName
  readonly readOnly: boolean
  /** Whether the database may hide rows from a viewer by policies of its own. */
  readonly hides?: true
}

/** What a phase may look up. Tables and enums by id; columns and relations by name, through {@link column} and {@link relation}. */
export interface Catalog {
  readonly role: string
  readonly sources: ReadonlyMap<string, SourceInfo>
  readonly tables: ReadonlyMap<string, Table>
  readonly enums: ReadonlyMap<string, EnumInfo>
  /** Tables by GraphQL type name: what a node id begins with. */
  readonly byTypeName: ReadonlyMap<string, Table>
  /** Start-up remarks for the developer: fallbacks, tables without a key, foreign keys to tables that were left out. */
  readonly notices: readonly string[]
}

/**
 * The catalogs of all roles. What a client names is looked up in the answer of `forRole` and nowhere else: what its role may
 * not name does not exist there.
 */
export interface Catalogs {
  /** Everything that there is: for what the config says (rules, what custom fields need), and for names that were looked up. */
  readonly whole: Catalog
  /** All start-up remarks, whatever a role may see: for the developer's terminal, never for a client. */
  readonly notices: readonly string[]
  /** Those that the permissions name. */
  readonly roles: readonly string[]
  forRole(role: string): Catalog
  /** What the role may do, by table id. Null: there are no permissions, so everything. */
  rulesFor(role: string): RoleRules | null
}
