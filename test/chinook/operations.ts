/** An operation over the two halves of Chinook, and the SQL that answers the same on the whole. */
export interface ChinookOperation {
  readonly name: string
  readonly document: string
  /** The columns of the answer as flat rows, see `flatten.ts`. */
  readonly columns: readonly string[]
  readonly sql: string
}

/** Decimals print their scale; SQLite holds them as floats. */
const money = (sql: string) => `CASE WHEN ${sql} IS NULL THEN NULL ELSE printf('%.2f', ${sql}) END`

const catalogueOperations: readonly ChinookOperation[] = [
  {
    name: 'lists artists by name, those without one last',
    document: `{ artists(orderBy: [{name: asc}], limit: 1000) { artistId name } }`,
    columns: ['artists.artistId', 'artists.name'],
    sql: `SELECT ArtistId, Name FROM Artist ORDER BY Name NULLS LAST, ArtistId`,
  },
  {
    name: 'reads the albums of one artist',
    document: `{ artists(where: {name: {eq: "AC/DC"}}) { name albums { title } } }`,
    columns: ['artists.name', 'artists.albums.title'],
    sql: `SELECT a.Name, b.Title FROM Artist a JOIN Album b USING (ArtistId) WHERE a.Name = 'AC/DC' ORDER BY b.AlbumId`,
  },
  {
    name: 'reads one track and all that it points to',
    document: `{ track(where: {trackId: 2819}) { name album { title artist { name } } genre { name } mediaType { name } } }`,
    columns: ['track.name', 'track.album.title', 'track.album.artist.name', 'track.genre.name', 'track.mediaType.name'],
    sql: `SELECT t.Name, b.Title, a.Name, g.Name, m.Name FROM Track t LEFT JOIN Album b USING (AlbumId)
      LEFT JOIN Artist a USING (ArtistId) LEFT JOIN Genre g ON g.GenreId = t.GenreId
      LEFT JOIN MediaType m ON m.MediaTypeId = t.MediaTypeId WHERE t.TrackId = 2819`,
  },
  {
    name: 'searches names with the case that was written',
    document: `{ tracks(where: {name: {like: "%Love%"}}, limit: 1000) { trackId name } }`,
    columns: ['tracks.trackId', 'tracks.name'],
    sql: `SELECT TrackId, Name FROM Track WHERE instr(Name, 'Love') > 0 ORDER BY TrackId`,
  },
  {
    name: 'searches names without regard to case',
    document: `{ tracks(where: {name: {ilike: "%LOVE%"}}, limit: 1000) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT TrackId FROM Track WHERE Name LIKE '%love%' ORDER BY TrackId`,
  },
  {
    name: 'cuts a page out of the longest tracks',
    document: `{ tracks(where: {milliseconds: {gt: 1000000}}, orderBy: [{milliseconds: desc}], limit: 10, offset: 5) { name milliseconds } }`,
    columns: ['tracks.name', 'tracks.milliseconds'],
    sql: `SELECT Name, Milliseconds FROM Track WHERE Milliseconds > 1000000 ORDER BY Milliseconds DESC, TrackId LIMIT 10 OFFSET 5`,
  },
  {
    name: 'adds up all tracks, past 32 bits',
    document: `{ tracksAggregate { count sum { bytes unitPrice } avg { milliseconds } min { milliseconds name } max { milliseconds name } composers: count(distinct: composer) } }`,
    columns: [
      'tracksAggregate.count',
      'tracksAggregate.sum.bytes',
      'tracksAggregate.sum.unitPrice',
      'tracksAggregate.avg.milliseconds',
      'tracksAggregate.min.milliseconds',
      'tracksAggregate.min.name',
      'tracksAggregate.max.milliseconds',
      'tracksAggregate.max.name',
      'tracksAggregate.composers',
    ],
    sql: `SELECT count(*), CAST(sum(Bytes) AS text), ${money('sum(UnitPrice)')}, printf('%.6f', avg(Milliseconds)),
      min(Milliseconds), min(Name), max(Milliseconds), max(Name), count(DISTINCT Composer) FROM Track`,
  },
  {
    name: 'orders genres by the number of their tracks',
    document: `{ genres(orderBy: [{tracks: {count: desc}}], limit: 10) { name tracksAggregate { count } } }`,
    columns: ['genres.name', 'genres.tracksAggregate.count'],
    sql: `SELECT g.Name, count(t.TrackId) FROM Genre g LEFT JOIN Track t USING (GenreId) GROUP BY g.GenreId
      ORDER BY 2 DESC, g.GenreId LIMIT 10`,
  },
  {
    name: 'reads the tracks of playlists through the junction',
    document: `{ playlists(where: {playlistId: {in: [16, 17]}}) { name tracks(limit: 1000) { trackId name } } }`,
    columns: ['playlists.name', 'playlists.tracks.trackId', 'playlists.tracks.name'],
    sql: `SELECT p.Name, t.TrackId, t.Name FROM Playlist p JOIN PlaylistTrack USING (PlaylistId) JOIN Track t USING (TrackId)
      WHERE p.PlaylistId IN (16, 17) ORDER BY p.PlaylistId, t.TrackId`,
  },
  {
    name: 'reads the playlists of tracks through the junction',
    document: `{ tracks(limit: 40) { trackId playlists(orderBy: [{name: desc}]) { playlistId name } } }`,
    columns: ['tracks.trackId', 'tracks.playlists.playlistId', 'tracks.playlists.name'],
    sql: `SELECT t.TrackId, p.PlaylistId, p.Name FROM (SELECT * FROM Track ORDER BY TrackId LIMIT 40) t
      JOIN PlaylistTrack USING (TrackId) JOIN Playlist p USING (PlaylistId) ORDER BY t.TrackId, p.Name DESC, p.PlaylistId`,
  },
  {
    name: 'reads one row by its composite key',
    document: `{ playlistTrack(where: {playlistId_trackId: {playlistId: 1, trackId: 3402}}) { playlist { name } track { name } } }`,
    columns: ['playlistTrack.playlist.name', 'playlistTrack.track.name'],
    sql: `SELECT p.Name, t.Name FROM PlaylistTrack JOIN Playlist p USING (PlaylistId) JOIN Track t USING (TrackId)
      WHERE PlaylistId = 1 AND TrackId = 3402`,
  },
  {
    name: 'filters artists by some album',
    document: `{ artists(where: {albums: {some: {title: {contains: "Live"}}}}, limit: 1000) { name } }`,
    columns: ['artists.name'],
    sql: `SELECT Name FROM Artist a WHERE EXISTS (SELECT 1 FROM Album b WHERE b.ArtistId = a.ArtistId AND instr(b.Title, 'Live') > 0)
      ORDER BY ArtistId`,
  },
  {
    name: 'filters artists without an album',
    document: `{ artists(where: {albums: {none: {}}}, limit: 1000) { artistId } }`,
    columns: ['artists.artistId'],
    sql: `SELECT ArtistId FROM Artist WHERE ArtistId NOT IN (SELECT ArtistId FROM Album) ORDER BY ArtistId`,
  },
  {
    name: 'filters albums of which every track is short',
    document: `{ albums(where: {tracks: {every: {milliseconds: {lt: 240000}}}}, limit: 1000) { albumId } }`,
    columns: ['albums.albumId'],
    sql: `SELECT AlbumId FROM Album b WHERE NOT EXISTS
      (SELECT 1 FROM Track t WHERE t.AlbumId = b.AlbumId AND NOT t.Milliseconds < 240000) ORDER BY AlbumId`,
  },
  {
    name: 'filters albums by the number of their tracks',
    document: `{ albums(where: {tracks: {count: {gte: 20}}}) { albumId title } }`,
    columns: ['albums.albumId', 'albums.title'],
    sql: `SELECT AlbumId, Title FROM Album b WHERE (SELECT count(*) FROM Track t WHERE t.AlbumId = b.AlbumId) >= 20 ORDER BY AlbumId`,
  },
  {
    name: 'filters albums by the mean length of their tracks',
    document: `{ albums(where: {tracks: {avg: {milliseconds: {gt: "1000000"}}}}) { albumId tracksAggregate { max { milliseconds } } } }`,
    columns: ['albums.albumId', 'albums.tracksAggregate.max.milliseconds'],
    sql: `SELECT AlbumId, max(Milliseconds) FROM Album JOIN Track USING (AlbumId) GROUP BY AlbumId
      HAVING avg(Milliseconds) > 1000000 ORDER BY AlbumId`,
  },
  {
    name: 'joins conditions with AND, OR and a missing composer',
    document: `{ tracks(where: {composer: {isNull: true}, OR: [{genre: {name: {eq: "Rock"}}}, {unitPrice: {gt: "0.99"}}]}, limit: 1000) { trackId } }`,
    columns: ['tracks.trackId'],
    sql: `SELECT TrackId FROM Track LEFT JOIN Genre g USING (GenreId) WHERE Composer IS NULL
      AND (g.Name = 'Rock' OR UnitPrice > 0.99) ORDER BY TrackId`,
  },
  {
    name: 'orders albums by the name of their artist',
    document: `{ albums(orderBy: [{artist: {name: desc}}, {title: asc}], limit: 30) { title artist { name } } }`,
    columns: ['albums.title', 'albums.artist.name'],
    sql: `SELECT b.Title, a.Name FROM Album b JOIN Artist a USING (ArtistId)
      ORDER BY a.Name DESC NULLS FIRST, b.Title, b.AlbumId LIMIT 30`,
  },
]

const salesOperations: readonly ChinookOperation[] = [
  {
    name: 'reads the invoices of the customers of one country',
    document: `{ customers(where: {country: {eq: "Brazil"}}) { firstName lastName invoices { invoiceId total invoiceDate } } }`,
    columns: [
      'customers.firstName',
      'customers.lastName',
      'customers.invoices.invoiceId',
      'customers.invoices.total',
      'customers.invoices.invoiceDate',
    ],
    sql: `SELECT FirstName, LastName, InvoiceId, ${money('Total')}, replace(InvoiceDate, ' ', 'T')
      FROM Customer JOIN Invoice USING (CustomerId) WHERE Country = 'Brazil' ORDER BY CustomerId, InvoiceId`,
  },
  {
    name: 'reads whom employees report to',
    document: `{ employees { lastName birthDate reportsToEmployee { lastName } } }`,
    columns: ['employees.lastName', 'employees.birthDate', 'employees.reportsToEmployee.lastName'],
    sql: `SELECT e.LastName, replace(e.BirthDate, ' ', 'T'), m.LastName FROM Employee e
      LEFT JOIN Employee m ON m.EmployeeId = e.ReportsTo ORDER BY e.EmployeeId`,
  },
  {
    name: 'reads who reports to employees, two levels down',
    document: `{ employees(where: {reportsTo: {isNull: true}}) { lastName employees { lastName employees { lastName } } } }`,
    columns: ['employees.lastName', 'employees.employees.lastName', 'employees.employees.employees.lastName'],
    sql: `SELECT a.LastName, b.LastName, c.LastName FROM Employee a JOIN Employee b ON b.ReportsTo = a.EmployeeId
      JOIN Employee c ON c.ReportsTo = b.EmployeeId WHERE a.ReportsTo IS NULL ORDER BY b.EmployeeId, c.EmployeeId`,
  },
  {
    name: 'takes NOT over a missing partner for true',
    document: `{ employees(where: {NOT: {reportsToEmployee: {title: {contains: "Manager"}}}}) { employeeId } }`,
    columns: ['employees.employeeId'],
    sql: `SELECT EmployeeId FROM Employee e WHERE NOT EXISTS (SELECT 1 FROM Employee m
      WHERE m.EmployeeId = e.ReportsTo AND instr(m.Title, 'Manager') > 0) ORDER BY EmployeeId`,
  },
  {
    name: 'filters customers by what they spent in all',
    document: `{ customers(where: {invoices: {sum: {total: {gt: "45"}}}}) { customerId invoicesAggregate { sum { total } } } }`,
    columns: ['customers.customerId', 'customers.invoicesAggregate.sum.total'],
    sql: `SELECT CustomerId, ${money('sum(Total)')} FROM Customer JOIN Invoice USING (CustomerId) GROUP BY CustomerId
      HAVING round(sum(Total) * 100) > 4500 ORDER BY CustomerId`,
  },
  {
    name: 'filters customers by their largest invoice',
    document: `{ customers(where: {invoices: {max: {total: {gte: "15.86"}}}}) { customerId } }`,
    columns: ['customers.customerId'],
    sql: `SELECT CustomerId FROM Invoice GROUP BY CustomerId HAVING round(max(Total) * 100) >= 1586 ORDER BY CustomerId`,
  },
  {
    name: 'keeps the first invoice of each country',
    document: `{ invoices(distinct: [billingCountry], orderBy: [{billingCountry: asc}]) { billingCountry invoiceId } }`,
    columns: ['invoices.billingCountry', 'invoices.invoiceId'],
    sql: `SELECT BillingCountry, min(InvoiceId) FROM Invoice GROUP BY BillingCountry ORDER BY BillingCountry`,
  },
  {
    name: 'shows a page of customers and how many there are',
    document: `{ customersConnection(first: 10, orderBy: [{lastName: asc}]) { totalCount pageInfo { hasNextPage hasPreviousPage } nodes { lastName } } }`,
    columns: [
      'customersConnection.totalCount',
      'customersConnection.pageInfo.hasNextPage',
      'customersConnection.pageInfo.hasPreviousPage',
      'customersConnection.nodes.lastName',
    ],
    sql: `SELECT (SELECT count(*) FROM Customer), 'true', 'false', LastName FROM Customer ORDER BY LastName, CustomerId LIMIT 10`,
  },
  {
    name: 'adds up the invoices of one country',
    document: `{ invoicesAggregate(where: {billingCountry: {eq: "Germany"}}) { count buyers: count(distinct: customerId) sum { total } avg { total } max { invoiceDate } } }`,
    columns: [
      'invoicesAggregate.count',
      'invoicesAggregate.buyers',
      'invoicesAggregate.sum.total',
      'invoicesAggregate.avg.total',
      'invoicesAggregate.max.invoiceDate',
    ],
    sql: `SELECT count(*), count(DISTINCT CustomerId), ${money('sum(Total)')}, printf('%.8f', sum(CAST(round(Total * 100) AS integer)) / 100.0 / count(*)),
      replace(max(InvoiceDate), ' ', 'T') FROM Invoice WHERE BillingCountry = 'Germany'`,
  },
  {
    name: 'finds a row by its node id',
    document: `{ node(nodeId: "Customer:5") { __typename ... on Customer { email supportRep { email } } } }`,
    columns: ['node.__typename', 'node.email', 'node.supportRep.email'],
    sql: `SELECT 'Customer', c.Email, e.Email FROM Customer c JOIN Employee e ON e.EmployeeId = c.SupportRepId WHERE CustomerId = 5`,
  },
]

const crossingOperations: readonly ChinookOperation[] = [
  {
    name: 'crosses from the lines of an invoice to their tracks',
    document: `{ invoice(where: {invoiceId: 98}) { invoiceLines { unitPrice quantity track { name album { title artist { name } } } } } }`,
    columns: [
      'invoice.invoiceLines.unitPrice',
      'invoice.invoiceLines.quantity',
      'invoice.invoiceLines.track.name',
      'invoice.invoiceLines.track.album.title',
      'invoice.invoiceLines.track.album.artist.name',
    ],
    sql: `SELECT ${money('l.UnitPrice')}, l.Quantity, t.Name, b.Title, a.Name FROM InvoiceLine l JOIN Track t USING (TrackId)
      LEFT JOIN Album b USING (AlbumId) LEFT JOIN Artist a USING (ArtistId) WHERE InvoiceId = 98 ORDER BY InvoiceLineId`,
  },
  {
    name: 'crosses from tracks to the customers who bought them',
    document: `{ tracks(where: {composer: {eq: "AC/DC"}}) { name invoiceLines { invoiceLineId invoice { customer { email } } } } }`,
    columns: ['tracks.name', 'tracks.invoiceLines.invoiceLineId', 'tracks.invoiceLines.invoice.customer.email'],
    sql: `SELECT t.Name, InvoiceLineId, Email FROM Track t JOIN InvoiceLine USING (TrackId) JOIN Invoice USING (InvoiceId)
      JOIN Customer USING (CustomerId) WHERE t.Composer = 'AC/DC' ORDER BY t.TrackId, InvoiceLineId`,
  },
  {
    name: 'adds up across the databases, nothing where nothing was sold',
    document: `{ tracks(where: {albumId: {lte: 10}}, limit: 200) { trackId invoiceLinesAggregate { count sum { unitPrice quantity } } } }`,
    columns: [
      'tracks.trackId',
      'tracks.invoiceLinesAggregate.count',
      'tracks.invoiceLinesAggregate.sum.unitPrice',
      'tracks.invoiceLinesAggregate.sum.quantity',
    ],
    sql: `SELECT t.TrackId, count(l.TrackId), ${money('sum(l.UnitPrice)')}, CAST(sum(l.Quantity) AS text)
      FROM Track t LEFT JOIN InvoiceLine l USING (TrackId) WHERE AlbumId <= 10 GROUP BY t.TrackId ORDER BY t.TrackId`,
  },
  {
    name: 'limits what it reads of each track across the databases',
    document: `{ tracks(limit: 200) { trackId invoiceLines(limit: 1, orderBy: [{invoiceLineId: desc}]) { invoiceLineId } } }`,
    columns: ['tracks.trackId', 'tracks.invoiceLines.invoiceLineId'],
    sql: `SELECT t.TrackId, max(InvoiceLineId) FROM (SELECT TrackId FROM Track ORDER BY TrackId LIMIT 200) t
      JOIN InvoiceLine USING (TrackId) GROUP BY t.TrackId ORDER BY t.TrackId`,
  },
  {
    name: 'goes from a customer to the genres that he listens to',
    document: `{ customer(where: {customerId: 42}) { email invoices { invoiceLines { track { genre { name } playlists(limit: 1) { name } } } } } }`,
    columns: [
      'customer.email',
      'customer.invoices.invoiceLines.track.genre.name',
      'customer.invoices.invoiceLines.track.playlists.name',
    ],
    sql: `SELECT c.Email, g.Name, (SELECT p.Name FROM PlaylistTrack x JOIN Playlist p USING (PlaylistId)
        WHERE x.TrackId = t.TrackId ORDER BY p.PlaylistId LIMIT 1)
      FROM Customer c JOIN Invoice i USING (CustomerId) JOIN InvoiceLine l USING (InvoiceId) JOIN Track t USING (TrackId)
      JOIN Genre g USING (GenreId) WHERE CustomerId = 42 ORDER BY i.InvoiceId, l.InvoiceLineId`,
  },
  {
    name: 'goes from a playlist to what its tracks earned',
    document: `{ playlist(where: {playlistId: 17}) { tracks(limit: 1000) { name invoiceLines(where: {quantity: {gte: 1}}) { unitPrice } } } }`,
    columns: ['playlist.tracks.name', 'playlist.tracks.invoiceLines.unitPrice'],
    sql: `SELECT t.Name, ${money('l.UnitPrice')} FROM PlaylistTrack JOIN Track t USING (TrackId)
      JOIN InvoiceLine l USING (TrackId) WHERE PlaylistId = 17 AND l.Quantity >= 1 ORDER BY t.TrackId, l.InvoiceLineId`,
  },
]

export const chinookOperations: readonly ChinookOperation[] = [
  ...catalogueOperations,
  ...salesOperations,
  ...crossingOperations,
]
