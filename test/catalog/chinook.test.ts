import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { introspect } from '../../src/catalog/introspect.ts'
import { parseLink } from '../../src/catalog/parse-link.ts'
import { postgresIntrospection } from '../../src/sql/postgres/introspect.ts'
import { sqliteIntrospection } from '../../src/sql/sqlite/introspect.ts'
import { runOnPglite, runOnSqlite } from './databases.ts'

const folder = new URL('../../../shared/data/chinook/', import.meta.url)
const isAbsent = !existsSync(folder)

const fields = (catalog: Catalog) =>
  Object.fromEntries(
    [...catalog.tables.values()].map((table) => [
      `${table.id} ${table.typeName} ${table.plural}`,
      table.relations.map((relation) => relation.name).join(' '),
    ]),
  )

it.skipIf(isAbsent)('names the whole of Chinook in SQLite (skipped where its data is absent)', async () => {
  const database = new Database(new URL('Chinook_Sqlite.sqlite', folder).pathname, { readonly: true })
  const source = await introspect(runOnSqlite(database), sqliteIntrospection, { name: 'music', readOnly: true })
  database.close()
  expect(source.notices).toEqual([])
  const catalog = buildCatalogs({ sources: [source], relations: [] }).forRole('any')
  expect(fields(catalog)).toEqual({
    'music.Album Album albums': 'artist tracks',
    'music.Artist Artist artists': 'albums',
    'music.Customer Customer customers': 'supportRep invoices',
    'music.Employee Employee employees': 'reportsToEmployee customers employees',
    'music.Genre Genre genres': 'tracks',
    'music.Invoice Invoice invoices': 'customer invoiceLines',
    'music.InvoiceLine InvoiceLine invoiceLines': 'invoice track',
    'music.MediaType MediaType mediaTypes': 'tracks',
    'music.Playlist Playlist playlists': 'playlistTracks tracks',
    'music.PlaylistTrack PlaylistTrack playlistTracks': 'playlist track',
    'music.Track Track tracks': 'album genre mediaType invoiceLines playlistTracks playlists',
  })
  const total = catalog.tables.get('music.Invoice')?.columns.find((column) => column.name === 'total')
  expect(total?.type).toMatchObject({ kind: 'decimal', precision: 10, scale: 2, storage: 'real' })
})

it.skipIf(isAbsent)('links Chinook split over PostgreSQL and SQLite (skipped where its data is absent)', async () => {
  const music = await PGlite.create()
  const ddl = readFileSync(new URL('Chinook_PostgreSql.sql', folder), 'utf8')
    .split('\n')
    .filter((line) => !/^(DROP DATABASE|CREATE DATABASE|\\c)/i.test(line))
    .join('\n')
  await music.exec(ddl.slice(0, ddl.search(/^INSERT/m)))
  const sales = new Database(new URL('Chinook_Sqlite.sqlite', folder).pathname, { readonly: true })
  const sources = [
    await introspect(runOnPglite(music), postgresIntrospection, {
      name: 'music',
      readOnly: false,
      include: ['artist', 'album', 'track', 'genre', 'media_type', 'playlist', 'playlist_track'],
    }),
    await introspect(runOnSqlite(sales), sqliteIntrospection, {
      name: 'sales',
      readOnly: true,
      include: ['Customer', 'Employee', 'Invoice', 'InvoiceLine'],
    }),
  ]
  sales.close()
  await music.close()
  const relations = parseLink('music.track.track_id=sales.InvoiceLine.TrackId', sources)
  const catalog = buildCatalogs({ sources, relations }).forRole('any')
  expect(fields(catalog)['music.track Track tracks']).toContain('invoiceLines')
  expect(fields(catalog)['sales.InvoiceLine InvoiceLine invoiceLines']).toBe('track invoice')
  expect(catalog.tables.get('sales.InvoiceLine')?.relations[0]).toMatchObject({ kind: 'link', cardinality: 'one' })
})
