import { HeddleError } from '../errors.ts'
import { abilities } from './abilities.ts'
import type { Catalog, Catalogs, EnumInfo, Relation, Table } from './catalog.ts'
import { checkNames } from './check-names.ts'
import { declaredRelations, waysOf } from './declared-relations.ts'
import { deriveRelations, foreignKeysOf, type ForeignKey } from './derive-relations.ts'
import type { RelationDeclaration, SourceDescription } from './description.ts'
import { draftTables } from './draft-tables.ts'
import type { RelationDraft, TableDraft } from './draft.ts'
import { frozenMap } from './frozen.ts'
import { nameRelations } from './name-relations.ts'
import type { CatalogOptions } from './options.ts'
import { readPermissions, type NamedTable, type Permissions } from './permissions.ts'
import { readRenames } from './read-renames.ts'
import { restrictCatalog } from './restrict-catalog.ts'
import type { RoleRules } from './rules.ts'
import { tableId } from './table-paths.ts'
import { grantWrites, writesOf } from './table-writes.ts'

/** All that the catalogs are made of. */
export interface CatalogInput {
  readonly sources: readonly SourceDescription[]
  readonly relations: readonly RelationDeclaration[]
  readonly options?: CatalogOptions | undefined
  /** Absent: every role sees everything. Present: a role sees what it may read, and one that is not listed nothing. */
  readonly permissions?: Permissions | undefined
  /** Sources whose databases may hide rows from a viewer by policies of their own: no relation promises a row of theirs. */
  readonly hiding?: readonly string[] | undefined
}

/** Stands for every role where there are no permissions, and for every one that they do not list: any text may be a role. */
const anyRole = 'any role'
/** What a role may do that the permissions do not list. */
const nothing: RoleRules = new Map()

/**
 * Names everything, finds the relations, checks it all, and answers the catalog of each role. Pure; the answer is frozen
 * and depends on nothing but the input.
 *
 * @throws HeddleError CONFIG_INVALID, NAME_CLASH, NAME_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN, LINK_INVALID
 */
export function buildCatalogs(input: CatalogInput): Catalogs {
  const whole = buildCatalog(input)
  const permissions = input.permissions ? readPermissions(input.permissions, namedTables(whole, input.sources)) : null
  const rest = permissions ? restrictCatalog(whole, anyRole, nothing) : Object.freeze({ ...whole, role: anyRole })
  const byRole = new Map<string, Catalog>()
  return Object.freeze({
    whole,
    notices: whole.notices,
    roles: [...(permissions?.keys() ?? [])],
    forRole(role: string): Catalog {
      const rules = permissions?.get(role)
      if (!rules) return rest
      let catalog = byRole.get(role)
      if (!catalog) byRole.set(role, (catalog = grantWrites(restrictCatalog(whole, role, rules), rules, whole)))
      return catalog
    },
    rulesFor: (role: string) => permissions && (permissions.get(role) ?? nothing),
  })
}

function namedTables(catalog: Catalog, sources: readonly SourceDescription[]): NamedTable[] {
  const keys = new Map(
    sources.flatMap((source) => source.tables.map((table) => [tableId(source.name, table), table.name] as const)),
  )
  return [...catalog.tables.values()].map((table) => ({ table, key: keys.get(table.id) }))
}

/** Everything that there is, for nobody in particular. */
function buildCatalog({ sources, relations: declarations, options = {}, hiding = [] }: CatalogInput): Catalog {
  checkSources(sources)
  const notices = sources.flatMap((source) => source.notices ?? [])
  const enums = new Map<string, EnumInfo>()
  const renames = readRenames(options.rename ?? {}, sources)
  const drafts = draftTables({ sources, options, renames, enums, notices })
  checkNames(drafts, enums)

  const relations = relationsOf(drafts, declarations, options, notices)
  const hidden = new Set(drafts.filter(({ source }) => hiding.includes(source.name)).map(({ id }) => id))
  const tables = drafts.map((draft) => {
    const own = relations.filter((relation) => relation.from === draft)
    const named = nameRelations(draft, own, renames.relations.get(draft.description) ?? new Map())
    return toTable(
      draft,
      named.map((relation) => (hidden.has(relation.to) ? { ...relation, hides: true as const } : relation)),
    )
  })
  return Object.freeze({
    role: '',
    sources: frozenMap(
      sources.map(
        ({ name, dialect, readOnly }) =>
          [
            name,
            {
              ...{ name, dialect, readOnly, ...abilities[dialect] },
              ...(hiding.includes(name) ? { hides: true as const } : {}),
            },
          ] as const,
      ),
    ),
    tables: frozenMap(tables.map((table) => [table.id, table] as const)),
    enums: frozenMap(enums),
    byTypeName: frozenMap(tables.map((table) => [table.typeName, table] as const)),
    notices: Object.freeze(notices),
  })
}

/** A source's name is part of table ids and of node ids' errors: a plain word, and its own. */
function checkSources(sources: readonly SourceDescription[]): void {
  const names = new Set<string>()
  for (const { name } of sources) {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
      throw new HeddleError('NAME_INVALID', `A source cannot be called ${JSON.stringify(name)}.`, {
        hint: 'Letters, digits, - and _, beginning with a letter.',
      })
    }
    if (names.has(name)) {
      throw new HeddleError('NAME_CLASH', `Two sources are called ${name}.`, {
        source: name,
        hint: 'Rename one of them.',
      })
    }
    names.add(name)
  }
}

function relationsOf(
  drafts: readonly TableDraft[],
  declarations: readonly RelationDeclaration[],
  options: CatalogOptions,
  notices: string[],
): RelationDraft[] {
  const sources = new Set(drafts.map((draft) => draft.source.name))
  for (const name of Object.keys(options.deriveRelations ?? {})) {
    if (!sources.has(name)) throw new HeddleError('CONFIG_INVALID', `deriveRelations: there is no source ${name}.`)
  }
  const keys: ForeignKey[] = foreignKeysOf(drafts, notices)
  const declared = declaredRelations(declarations, drafts, keys, notices)
  const ways = new Set(declared.map(waysOf))
  const derived = deriveRelations(
    keys.filter((key) => derives(key.table.source, declarations, options)),
    notices,
  )
  return [...declared, ...derived.filter((draft) => !ways.has(waysOf(draft)))]
}

function derives(
  source: SourceDescription,
  declarations: readonly RelationDeclaration[],
  options: CatalogOptions,
): boolean {
  const asked = new Map(Object.entries(options.deriveRelations ?? {})).get(source.name)
  if (asked !== undefined) return asked
  const introspected = source.tables.every((table) => table.name === undefined)
  return introspected || !declarations.some(({ from, to }) => from.source === source.name && to.source === source.name)
}

function toTable(draft: TableDraft, relations: readonly Relation[]): Table {
  const { id, source, description, typeName, single, plural, columns, primaryKey, keys } = draft
  return {
    id,
    source: source.name,
    kind: description.kind,
    sqlSchema: description.sqlSchema,
    sqlName: description.sqlName,
    typeName,
    single,
    plural,
    description: description.comment,
    columns,
    primaryKey,
    keys,
    relations,
    writes: writesOf(source, draft),
  }
}
