import type { ChinookOperation } from './operations.ts'

/** Questions that neither half can answer alone: filters, orders and groups across the databases. */

const money = (sql: string) => `CASE WHEN ${sql} IS NULL THEN NULL ELSE printf('%.2f', ${sql}) END`
/** The whole, from a line of an invoice to the artist, its customer and its genre. */
const sold = `InvoiceLine l JOIN Track t USING (TrackId) JOIN Invoice i USING (InvoiceId) JOIN Customer c USING (CustomerId)
  LEFT JOIN Genre g USING (GenreId) LEFT JOIN Album b USING (AlbumId) LEFT JOIN Artist a USING (ArtistId)`
const cents = (sql: string) => `round(sum(${sql}) * 100)`

const filters: readonly ChinookOperation[] = [
  {
    name: 'finds artists of whom nothing was ever sold',
    document: `{ artists(where: {albums: {none: {tracks: {some: {invoiceLines: {some: {}}}}}}}, limit: 1000) { artistId } }`,
    columns: ['artists.artistId'],
    sql: `SELECT ArtistId FROM Artist WHERE ArtistId NOT IN (SELECT b.ArtistId FROM ${sold}) ORDER BY ArtistId`,
  },
  {
    name: 'finds tracks that were bought more than once',
    document: `{ tracks(where: {invoiceLines: {count: {gt: 1}}}, limit: 1000) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT TrackId FROM InvoiceLine GROUP BY TrackId HAVING count(*) > 1 ORDER BY TrackId LIMIT 1000`,
  },
  {
    name: 'finds long tracks that nobody bought',
    document: `{ tracks(where: {milliseconds: {gt: 600000}, invoiceLines: {none: {}}}, limit: 1000) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT TrackId FROM Track WHERE Milliseconds > 600000 AND TrackId NOT IN (SELECT TrackId FROM InvoiceLine) ORDER BY TrackId`,
  },
  {
    name: 'finds who bought jazz',
    document: `{ customers(where: {invoices: {some: {invoiceLines: {some: {track: {genre: {name: {eq: "Jazz"}}}}}}}}) { email } }`,
    columns: ['customers.email'],
    sql: `SELECT Email FROM Customer WHERE CustomerId IN (SELECT c.CustomerId FROM ${sold} WHERE g.Name = 'Jazz') ORDER BY CustomerId`,
  },
  {
    name: 'finds who never bought jazz',
    document: `{ customers(where: {invoices: {none: {invoiceLines: {some: {track: {genre: {name: {eq: "Jazz"}}}}}}}}) { email } }`,
    columns: ['customers.email'],
    sql: `SELECT Email FROM Customer WHERE CustomerId NOT IN (SELECT c.CustomerId FROM ${sold} WHERE g.Name = 'Jazz') ORDER BY CustomerId`,
  },
  {
    name: 'finds invoices of nothing but rock',
    document: `{ invoices(where: {invoiceLines: {every: {track: {genre: {name: {eq: "Rock"}}}}}}, limit: 1000) { invoiceId } }`,
    columns: ['invoices.invoiceId'],
    sql: `SELECT InvoiceId FROM Invoice WHERE InvoiceId NOT IN (SELECT InvoiceId FROM ${sold} WHERE g.Name IS NOT 'Rock') ORDER BY InvoiceId`,
  },
  {
    name: 'finds invoices without a track by a named composer',
    document: `{ invoices(where: {NOT: {invoiceLines: {some: {track: {composer: {isNull: false}}}}}}, limit: 1000) { invoiceId } }`,
    columns: ['invoices.invoiceId'],
    sql: `SELECT InvoiceId FROM Invoice WHERE InvoiceId NOT IN (SELECT InvoiceId FROM ${sold} WHERE t.Composer IS NOT NULL) ORDER BY InvoiceId`,
  },
  {
    name: 'finds albums with a track that sold twice',
    document: `{ albums(where: {tracks: {some: {invoiceLines: {count: {gte: 2}}}}}, limit: 1000) { albumId } }`,
    columns: ['albums.albumId'],
    sql: `SELECT DISTINCT AlbumId FROM Track WHERE TrackId IN (SELECT TrackId FROM InvoiceLine GROUP BY TrackId HAVING count(*) >= 2) ORDER BY AlbumId`,
  },
  {
    name: 'finds playlists, through their junction, of which something was sold to Brazil',
    document: `{ playlists(where: {tracks: {some: {invoiceLines: {some: {invoice: {billingCountry: {eq: "Brazil"}}}}}}}) { playlistId } }`,
    columns: ['playlists.playlistId'],
    sql: `SELECT DISTINCT PlaylistId FROM PlaylistTrack WHERE TrackId IN (SELECT TrackId FROM ${sold} WHERE i.BillingCountry = 'Brazil') ORDER BY PlaylistId`,
  },
  {
    name: 'finds employees whose customers bought science fiction',
    document: `{ employees(where: {customers: {some: {invoices: {some: {invoiceLines: {some: {track: {genre: {name: {eq: "Science Fiction"}}}}}}}}}}) { lastName } }`,
    columns: ['employees.lastName'],
    sql: `SELECT LastName FROM Employee WHERE EmployeeId IN (SELECT SupportRepId FROM ${sold} WHERE g.Name = 'Science Fiction') ORDER BY EmployeeId`,
  },
  {
    name: 'finds genres that India listens to',
    document: `{ genres(where: {tracks: {some: {invoiceLines: {some: {invoice: {customer: {country: {eq: "India"}}}}}}}}) { name } }`,
    columns: ['genres.name'],
    sql: `SELECT Name FROM Genre WHERE GenreId IN (SELECT g.GenreId FROM ${sold} WHERE c.Country = 'India') ORDER BY GenreId`,
  },
  {
    name: 'joins a condition of its own with one across the databases by OR',
    document: `{ tracks(where: {OR: [{milliseconds: {gt: 2900000}}, {invoiceLines: {sum: {unitPrice: {gte: "3.98"}}}}]}, limit: 1000) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT TrackId FROM Track t WHERE Milliseconds > 2900000
      OR (SELECT ${cents('UnitPrice')} FROM InvoiceLine l WHERE l.TrackId = t.TrackId) >= 398 ORDER BY TrackId`,
  },
  {
    name: 'takes NOT over what is unknown of unsold tracks for unknown',
    document: `{ tracksAggregate(where: {NOT: {invoiceLines: {sum: {quantity: {gt: "1"}}}}}) { count } }`,
    columns: ['tracksAggregate.count'],
    sql: `SELECT count(*) FROM Track t WHERE NOT ((SELECT sum(Quantity) FROM InvoiceLine l WHERE l.TrackId = t.TrackId) > 1)`,
  },
]

const aggregates: readonly ChinookOperation[] = [
  {
    name: 'adds up what Iron Maiden earned',
    document: `{ invoiceLinesAggregate(where: {track: {album: {artist: {name: {eq: "Iron Maiden"}}}}}) { count tracks: count(distinct: trackId) sum { unitPrice } } }`,
    columns: ['invoiceLinesAggregate.count', 'invoiceLinesAggregate.tracks', 'invoiceLinesAggregate.sum.unitPrice'],
    sql: `SELECT count(*), count(DISTINCT t.TrackId), ${money('sum(l.UnitPrice)')} FROM ${sold} WHERE a.Name = 'Iron Maiden'`,
  },
  {
    name: 'counts what nobody bought, and how long it plays',
    document: `{ tracksAggregate(where: {invoiceLines: {none: {}}}) { count max { milliseconds } sum { unitPrice } } }`,
    columns: ['tracksAggregate.count', 'tracksAggregate.max.milliseconds', 'tracksAggregate.sum.unitPrice'],
    sql: `SELECT count(*), max(Milliseconds), ${money('sum(UnitPrice)')} FROM Track WHERE TrackId NOT IN (SELECT TrackId FROM InvoiceLine)`,
  },
  {
    name: 'counts the customers who bought metal, and shows the first of them',
    document: `{ customersConnection(first: 4, orderBy: [{lastName: desc}], where: {invoices: {some: {invoiceLines: {some: {track: {genre: {name: {eq: "Metal"}}}}}}}})
      { totalCount pageInfo { hasNextPage } nodes { email } } }`,
    columns: [
      'customersConnection.totalCount',
      'customersConnection.pageInfo.hasNextPage',
      'customersConnection.nodes.email',
    ],
    sql: `WITH m AS (SELECT DISTINCT c.CustomerId, c.LastName, c.Email FROM ${sold} WHERE g.Name = 'Metal')
      SELECT (SELECT count(*) FROM m), 'true', Email FROM m ORDER BY LastName DESC, CustomerId LIMIT 4`,
  },
]

const orders: readonly ChinookOperation[] = [
  {
    name: 'orders tracks by how often they were sold',
    document: `{ tracks(orderBy: [{invoiceLines: {count: desc}}], limit: 30) { trackId invoiceLinesAggregate { count } } }`,
    columns: ['tracks.trackId', 'tracks.invoiceLinesAggregate.count'],
    sql: `SELECT t.TrackId, count(l.TrackId) FROM Track t LEFT JOIN InvoiceLine l USING (TrackId) GROUP BY t.TrackId ORDER BY 2 DESC, t.TrackId LIMIT 30`,
  },
  {
    name: 'orders the tracks of a genre by what they earned, those that earned nothing last',
    document: `{ tracks(where: {genre: {name: {eq: "TV Shows"}}}, orderBy: [{invoiceLines: {sum: {unitPrice: desc_nulls_last}}}], limit: 60, offset: 20) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT t.TrackId FROM Track t JOIN Genre g USING (GenreId) LEFT JOIN InvoiceLine l USING (TrackId) WHERE g.Name = 'TV Shows'
      GROUP BY t.TrackId ORDER BY ${cents('l.UnitPrice')} DESC NULLS LAST, t.TrackId LIMIT 60 OFFSET 20`,
  },
  {
    name: 'orders lines by the name of their track',
    document: `{ invoiceLines(orderBy: [{track: {name: asc}}, {invoiceLineId: desc}], limit: 40) { invoiceLineId } }`,
    columns: ['invoiceLines.invoiceLineId'],
    sql: `SELECT InvoiceLineId FROM InvoiceLine JOIN Track t USING (TrackId) ORDER BY t.Name, InvoiceLineId DESC LIMIT 40`,
  },
  {
    name: 'orders lines by the name of their artist, two relations behind the link',
    document: `{ invoiceLines(orderBy: [{track: {album: {artist: {name: desc}}}}, {unitPrice: asc}], limit: 40) { invoiceLineId } }`,
    columns: ['invoiceLines.invoiceLineId'],
    sql: `SELECT InvoiceLineId FROM ${sold} ORDER BY a.Name DESC, l.UnitPrice, InvoiceLineId LIMIT 40`,
  },
]

const groups: readonly ChinookOperation[] = [
  {
    name: 'adds up revenue by genre',
    document: `{ invoiceLinesGroupBy(by: [{track: {genre: {column: name}}}], orderBy: [{sum: {unitPrice: desc}}]) { key { track { genre { name } } } count sum { unitPrice } } }`,
    columns: [
      'invoiceLinesGroupBy.key.track.genre.name',
      'invoiceLinesGroupBy.count',
      'invoiceLinesGroupBy.sum.unitPrice',
    ],
    sql: `SELECT g.Name, count(*), ${money('sum(l.UnitPrice)')} FROM ${sold} GROUP BY g.Name ORDER BY ${cents('l.UnitPrice')} DESC, g.Name`,
  },
  {
    name: 'adds up revenue by artist, and shows the ten best',
    document: `{ invoiceLinesGroupBy(by: [{track: {album: {artist: {column: name}}}}], orderBy: [{sum: {unitPrice: desc}}], limit: 10) { key { track { album { artist { name } } } } sum { unitPrice } } }`,
    columns: ['invoiceLinesGroupBy.key.track.album.artist.name', 'invoiceLinesGroupBy.sum.unitPrice'],
    sql: `SELECT a.Name, ${money('sum(l.UnitPrice)')} FROM ${sold} GROUP BY a.Name ORDER BY ${cents('l.UnitPrice')} DESC, a.Name LIMIT 10`,
  },
  {
    name: 'groups by composer, of whom many are not known',
    document: `{ invoiceLinesGroupBy(by: [{track: {column: composer}}], orderBy: [{count: desc}], limit: 12) { key { track { composer } } count } }`,
    columns: ['invoiceLinesGroupBy.key.track.composer', 'invoiceLinesGroupBy.count'],
    sql: `SELECT t.Composer, count(*) FROM ${sold} GROUP BY t.Composer ORDER BY 2 DESC, t.Composer NULLS LAST LIMIT 12`,
  },
  {
    name: 'keeps the genres of which much was sold',
    document: `{ invoiceLinesGroupBy(by: [{track: {genre: {column: name}}}], having: {count: {gte: 50}, avg: {unitPrice: {lt: "1"}}}, orderBy: [{key: {track: {genre: {name: desc}}}}]) { key { track { genre { name } } } invoices: count(distinct: invoiceId) avg { unitPrice } } }`,
    columns: [
      'invoiceLinesGroupBy.key.track.genre.name',
      'invoiceLinesGroupBy.invoices',
      'invoiceLinesGroupBy.avg.unitPrice',
    ],
    sql: `SELECT g.Name, count(DISTINCT l.InvoiceId), printf('%.8f', sum(CAST(round(l.UnitPrice * 100) AS integer)) / 100.0 / count(*)) FROM ${sold}
      GROUP BY g.Name HAVING count(*) >= 50 AND avg(l.UnitPrice) < 1 ORDER BY g.Name DESC`,
  },
  {
    name: 'adds up revenue by country and genre',
    document: `{ invoiceLinesGroupBy(by: [{invoice: {column: billingCountry}}, {track: {genre: {column: name}}}], orderBy: [{sum: {unitPrice: desc}}], limit: 25)
      { key { invoice { billingCountry } track { genre { name } } } sum { unitPrice } } }`,
    columns: [
      'invoiceLinesGroupBy.key.invoice.billingCountry',
      'invoiceLinesGroupBy.key.track.genre.name',
      'invoiceLinesGroupBy.sum.unitPrice',
    ],
    sql: `SELECT i.BillingCountry, g.Name, ${money('sum(l.UnitPrice)')} FROM ${sold} GROUP BY 1, 2 ORDER BY ${cents('l.UnitPrice')} DESC, 1, 2 LIMIT 25`,
  },
  {
    name: 'adds up revenue per month of the genres that begin with an R',
    document: `{ invoiceLinesGroupBy(by: [{invoice: {date: {column: invoiceDate, by: month}}}, {track: {genre: {column: name}}}], where: {track: {genre: {name: {startsWith: "R"}}}}, limit: 200)
      { key { invoice { invoiceDate } track { genre { name } } } count sum { unitPrice } } }`,
    columns: [
      'invoiceLinesGroupBy.key.invoice.invoiceDate',
      'invoiceLinesGroupBy.key.track.genre.name',
      'invoiceLinesGroupBy.count',
      'invoiceLinesGroupBy.sum.unitPrice',
    ],
    sql: `SELECT strftime('%Y-%m-01T00:00:00', i.InvoiceDate), g.Name, count(*), ${money('sum(l.UnitPrice)')} FROM ${sold} WHERE g.Name LIKE 'R%' GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 200`,
  },
  {
    name: 'finds the best customers of rock',
    document: `{ invoiceLinesGroupBy(by: [{invoice: {customer: {column: email}}}], where: {track: {genre: {name: {eq: "Rock"}}}}, orderBy: [{sum: {unitPrice: desc}}], limit: 10) { key { invoice { customer { email } } } sum { unitPrice } } }`,
    columns: ['invoiceLinesGroupBy.key.invoice.customer.email', 'invoiceLinesGroupBy.sum.unitPrice'],
    sql: `SELECT c.Email, ${money('sum(l.UnitPrice)')} FROM ${sold} WHERE g.Name = 'Rock' GROUP BY c.Email ORDER BY ${cents('l.UnitPrice')} DESC, c.Email LIMIT 10`,
  },
  {
    name: 'counts what each support agent sold of each medium',
    document: `{ invoiceLinesGroupBy(by: [{invoice: {customer: {supportRep: {column: lastName}}}}, {track: {mediaType: {column: name}}}]) { key { invoice { customer { supportRep { lastName } } } track { mediaType { name } } } count } }`,
    columns: [
      'invoiceLinesGroupBy.key.invoice.customer.supportRep.lastName',
      'invoiceLinesGroupBy.key.track.mediaType.name',
      'invoiceLinesGroupBy.count',
    ],
    sql: `SELECT e.LastName, m.Name, count(*) FROM ${sold} JOIN Employee e ON e.EmployeeId = c.SupportRepId JOIN MediaType m USING (MediaTypeId) GROUP BY 1, 2 ORDER BY 1, 2`,
  },
]

export const chinookQuestions: readonly ChinookOperation[] = [...filters, ...aggregates, ...orders, ...groups]
