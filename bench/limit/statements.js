/**
 * The SQL of LIMIT. Text is joined rather than built with `json_build_object` and `json_object`: that was the fastest
 * way measured on both databases. Names, texts and whatever else may need an escape goes through `to_json` and
 * `json_quote`; numbers, decimals, times and checked enums need none.
 *
 * With `--policed` each table has the condition of `policed.config.ts`, its bound being the last parameter.
 */

export const policed = process.argv.includes('--policed')
const seen = (/** @type {string} */ column) => (policed ? ` and ${column} >= $2` : '')
const seenInShop = (/** @type {string} */ column) => (policed ? ` and ${column} >= @least` : '')

const text = (/** @type {string} */ column) => `to_json(${column})::text`
const nullable = (/** @type {string} */ column) => `coalesce(${text(column)}, 'null')`
const list = (/** @type {string} */ row) => `'[' || coalesce(string_agg(${row}, ','), '') || ']'`
const answer = (/** @type {string} */ field, /** @type {string} */ value) =>
  `'{"data":{"${field}":' || ${value} || '}}'`

const user = `'{"id":' || id || ',"email":' || ${text('email')} || ',"name":' || ${text('name')} ||
  ',"country":' || ${nullable('country')} || ',"role":"' || role || '","createdAt":' || to_json(created_at) || '}'`

export const oneUser = `select ${answer('user', `coalesce((select ${user} from users where id = $1${seen('id')}), 'null')`)}`

export const someUsers = (/** @type {number} */ limit) => `
  select ${answer('users', list(user))}
  from (select id, email, name, country, role, created_at from users where id > $1${seen('id')} order by id limit ${limit}) page`

const address = `'{"id":"' || id || '","street":' || ${text('street')} || ',"city":' || ${text('city')} ||
  ',"primary":' || "primary" || '}'`

export const usersWithAddresses = `
  select ${answer(
    'users',
    list(`'{"id":' || id || ',"name":' || ${text('name')} || ',"addresses":' || (
      select ${list(address)}
      from (select id, street, city, "primary" from addresses where user_id = page.id${seen('user_id')} order by id limit 100) own
    ) || '}'`),
  )}
  from (select id, name from users where id > $1${seen('id')} order by id limit 50) page`

const track = `'{"trackId":' || track_id || ',"name":' || ${text('name')} || ',"milliseconds":' || milliseconds ||
  ',"unitPrice":"' || unit_price || '"}'`

const album = `'{"albumId":' || album_id || ',"title":' || ${text('title')} || ',"tracks":' || (
    select ${list(track)}
    from (select track_id, name, milliseconds, unit_price from track where album_id = own.album_id${seen('track_id')} order by track_id limit 100) own
  ) || '}'`

export const artists = `
  select ${answer(
    'artists',
    list(`'{"artistId":' || artist_id || ',"name":' || ${nullable('name')} || ',"albums":' || (
      select ${list(album)}
      from (select album_id, title from album where artist_id = page.artist_id${seen('album_id')} order by album_id limit 100) own
    ) || '}'`),
  )}
  from (select artist_id, name from artist where artist_id > $1${seen('artist_id')} order by artist_id limit 20) page`

/** `[[id, '{"id":…,"name":…,"orders":'], …]` */
export const userPrefixes = (/** @type {string} */ field) => `
  select ${list(`'[' || id || ',' || to_json('{"id":' || id || ',"name":' || ${text('name')} || ',"${field}":')::text || ']'`)}
  from (select id, name from users where id > $1${seen('id')} order by id limit 50) page`

/** `[1, 2, …]` */
export const userIds = `
  select ${list('id::text')} from (select id from users where id > $1${seen('id')} order by id limit 50) page`

/** Between the texts of rows: JSON never holds it unescaped. */
export const separator = '\u0001'

/** `{"id":…}␁null␁{"id":…}`, as many as there are keys. */
export const usersInOrder = `
  select string_agg(coalesce(json, 'null'), chr(1) order by place)
  from unnest($1::int[]) with ordinality keys (id, place)
  left join (
    select id, '{"id":' || id || ',"name":' || ${text('name')} || ',"email":' || ${text('email')} || '}' as json from users where true${seen('id')}
  ) found using (id)`

/** Of users by their keys `{1,2,…}`. */
export const usersByKeys = `
  select ${answer('users', list(`'{"id":' || id || ',"name":' || ${text('name')} || ',"email":' || ${text('email')} || '}'`))}
  from (select id, name, email from users where id = any($1::int[])${seen('id')} order by id) page`

// SQLite. Blobs, because a text would be decoded into a JavaScript string and encoded again.

const decimal = (/** @type {string} */ column) => `'"' || printf('%.2f', ${column}) || '"'`
const shopList = (/** @type {string} */ row) => `'[' || coalesce(group_concat(${row}), '') || ']'`
const shopAnswer = (/** @type {string} */ row) => `cast('{"data":{"users":' || ${shopList(row)} || '}}' as blob)`

const item = `'{"id":' || id || ',"sku":' || json_quote(sku) || ',"quantity":' || quantity || ',"price":' || ${decimal('price')} || '}'`

const order = `'{"id":' || id || ',"status":"' || status || '","total":' || ${decimal('total')} ||
  ',"createdAt":"' || strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch') || '","items":' || (
    select ${shopList(item)}
    from (select id, sku, quantity, price from order_items where order_id = own.id${seenInShop('id')} order by id limit 100)
  ) || '}'`

export const ordersWithItems = `
  select ${shopAnswer(`(value ->> 1) || (
    select ${shopList(order)}
    from (select id, status, total, created_at from orders where user_id = (page.value ->> 0)${seenInShop('id')} order by id limit 100) own
  ) || '}'`)}
  from json_each(?) page`

export const topOrders = `
  select ${shopAnswer(`(value ->> 1) || (
    select ${shopList(`'{"id":' || id || ',"total":' || ${decimal('total')} || '}'`)}
    from (select id, total from orders where user_id = (page.value ->> 0)${seenInShop('id')} order by total desc, id limit 3)
  ) || '}'`)}
  from json_each(?) page`

/** Cents are summed: a sum of fractions would be off in the last digit one day. */
export const orderTotals = `
  select ${shopAnswer(`'{"id":' || value || ',"ordersAggregate":' || (
    select '{"count":' || count(*) || ',"sum":{"total":' ||
      coalesce('"' || printf('%.2f', sum(cast(round(total * 100) as integer)) / 100.0) || '"', 'null') || '}}'
    from orders where user_id = page.value${seenInShop('id')}
  ) || '}'`)}
  from json_each(?) page`

/** The users' keys `{1,2,…}`, and `{"id":…,"user":␁{"id":…,"user":` */
export const someOrders = `
  select '{' || group_concat(user_id) || '}',
    group_concat('{"id":' || id || ',"status":"' || status || '","total":' || ${decimal('total')} || ',"user":', char(1))
  from (select id, user_id, status, total from orders where id > ?${seenInShop('id')} order by id limit 100)`

/** `{1,2,…}`: the first users, in the order of their keys, who have an order over a sum. */
export const firstBuyers = `
  select '{' || group_concat(user_id) || '}'
  from (select distinct user_id from orders where total > ?${seenInShop('id')} order by user_id limit 20)`
