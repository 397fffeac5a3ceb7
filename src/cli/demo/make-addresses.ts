import { createRandom, type Random } from './random.ts'
import type { AddressRow, UserRow } from './rows.ts'
import { countries, type Country } from './words/people.ts'

/** Makes none to four addresses for each user, the first of them the primary one. Their keys say nothing of their order. */
export function makeAddresses(users: readonly UserRow[]): AddressRow[] {
  const random = createRandom('addresses')
  return users.flatMap((user, index) => {
    const count = Number(random.weighted({ '0': 12, '1': 45, '2': 28, '3': 10, '4': 5 }))
    return Array.from({ length: count }, (_, place): AddressRow => {
      const country = countries.find(({ code }) => code === user.country) ?? random.pick(countries)
      return {
        id: makeUuid(random),
        userId: index + 1,
        street: makeStreet(country, random),
        city: random.pick(country.cities),
        primary: place === 0,
      }
    })
  })
}

function makeStreet(country: Country, random: Random): string {
  const street = random.pick(country.streets)
  const number = random.between(1, 140)
  return country.numberFirst ? `${number} ${street}` : `${street} ${number}`
}

/** A UUID of version 4, in its look: the bits come from our own generator. */
function makeUuid(random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`
}
