import { describe, expect, it } from 'vitest'
import { nameEnumValues } from '../../src/catalog/name-enums.ts'
import { camelCase, isValidName, pascalCase, tableNames, withoutId } from '../../src/catalog/naming.ts'

describe('names of tables', () => {
  it.each([
    ['users', 'User', 'user', 'users'],
    ['order_items', 'OrderItem', 'orderItem', 'orderItems'],
    ['orderItems', 'OrderItem', 'orderItem', 'orderItems'],
    ['InvoiceLine', 'InvoiceLine', 'invoiceLine', 'invoiceLines'],
    ['TBL_USERS', 'TblUser', 'tblUser', 'tblUsers'],
    ['people', 'Person', 'person', 'people'],
    ['address', 'Address', 'address', 'addresses'],
    ['statuses', 'Status', 'status', 'statuses'],
    ['staff', 'Staff', 'staff', 'staffList'],
    ['news', 'News', 'news', 'newsList'],
    ['data', 'Data', 'data', 'dataList'],
    ['user_metadata', 'UserMetadata', 'userMetadata', 'userMetadataList'],
    ['order', 'Order', 'order', 'orders'],
    ['select', 'Select', 'select', 'selects'],
    ['__proto__', 'Proto', 'proto', 'protos'],
    ['a"b', 'AB', 'aB', 'aBs'],
    ['ä', 'A', 'a', 'as'],
    ['größen', 'Grossen', 'grossen', 'grossens'],
    ['名', 'U540d', 'u540d', 'u540ds'],
    ['2fa_codes', '_2faCode', '_2faCode', '_2faCodes'],
    ['s', 'S', 's', 'sList'],
  ])('%s is the type %s, the field %s and the list %s', (sqlName, typeName, single, plural) => {
    expect(tableNames(sqlName)).toEqual({ typeName, single, plural })
    expect([typeName, single, plural].every(isValidName)).toBe(true)
  })
})

describe('names of columns', () => {
  it.each([
    ['created_at', 'createdAt'],
    ['InvoiceLineId', 'invoiceLineId'],
    ['userID', 'userId'],
    ['URL', 'url'],
    ['HTTPServer', 'httpServer'],
    ['line_1', 'line1'],
    ['1st', '_1st'],
    ['$$', 'u24u24'],
    ['_private', 'private'],
  ])('%s is %s', (sqlName, name) => expect(camelCase(sqlName)).toBe(name))

  it('writes a type with every word large', () => expect(pascalCase('mpaa_rating')).toBe('MpaaRating'))

  it('takes only an ending that says id off a name', () => {
    expect(['languageId', 'language_id', 'userID'].map(withoutId)).toEqual(['language', 'language', 'user'])
    expect(['id', 'Id', 'reportsTo', 'paid', 'userid'].map(withoutId)).toEqual([null, null, null, null, null])
  })
})

describe('names of enum values', () => {
  const names = (...values: string[]) => nameEnumValues(values).map((value) => value.name)

  it('puts _ for what GraphQL does not allow', () => {
    expect(names('PG-13', 'not rated', 'NC_17', 'é')).toEqual(['PG_13', 'not_rated', 'NC_17', '_'])
  })

  it('puts _ before a digit and before the words that GraphQL keeps', () => {
    expect(names('1', '2nd', 'true', 'false', 'null', '')).toEqual(['_1', '_2nd', '_true', '_false', '_null', '_'])
  })

  it('never begins with two underscores', () => {
    expect(names('__a', '--b')).toEqual(['_a', '_b'])
  })

  it('keeps the name of a value that is one, and numbers those that come to the same', () => {
    expect(names('a-b', 'a b', 'a_b')).toEqual(['a_b_2', 'a_b_3', 'a_b'])
  })

  it('says the value where its name is another', () => {
    expect(nameEnumValues(['G', 'PG-13'])).toEqual([
      { name: 'G', value: 'G', description: null },
      { name: 'PG_13', value: 'PG-13', description: 'PG-13' },
    ])
  })
})
