import { moments } from './moments.ts'
import { createRandom, type Random } from './random.ts'
import type { UserRow } from './rows.ts'
import { countries, type Country } from './words/people.ts'

export const userCount = 1200

/** Names no user, and never will: ids are given from 1. Some orders and a review point to it, as if it had been deleted. */
export const deletedUserId = 9_999_999

/** Users taken over together from an older system: the same sign-up to the microsecond, so that only the key orders them. */
const imported = { from: 41, to: 45 }

/** Makes the users in the order of their ids and of their sign-ups. One in twenty tells no country; some names occur twice. */
export function makeUsers(): UserRow[] {
  const random = createRandom('users')
  const signUps = Array.from({ length: userCount }, () => random.between(moments.firstSignUp, moments.lastSignUp))
  signUps.sort((a, b) => a - b)
  const taken = new Set<string>()
  let createdAt = ''
  return signUps.map((seconds, index): UserRow => {
    const id = index + 1
    const together = id > imported.from && id <= imported.to
    if (!together) createdAt = signUpText(seconds, random)
    const country = pickCountry(random)
    const { name, mailbox } = makeName(country, random)
    return {
      email: freeEmail(mailbox, random, taken),
      name,
      country: random.chance(5) ? null : country.code,
      role: id === 1 || random.chance(1) ? 'admin' : 'member',
      createdAt,
    }
  })
}

function pickCountry(random: Random): Country {
  const weights = Object.fromEntries(countries.map(({ weight }, index) => [String(index), weight]))
  return countries[Number(random.weighted(weights))] as Country // the key is an index of the list
}

function makeName(country: Country, random: Random): { name: string; mailbox: string } {
  const [first = '', firstLatin = first] = random.pick(country.first).split('|')
  const [last = '', lastLatin = last] = random.pick(country.last).split('|')
  return {
    name: country.familyFirst ? `${last} ${first}` : `${first} ${last}`,
    mailbox: `${foldToAscii(firstLatin)}.${foldToAscii(lastLatin)}`,
  }
}

function freeEmail(mailbox: string, random: Random, taken: Set<string>): string {
  const domain = random.pick(['example.com', 'example.org', 'example.net'])
  let email = `${mailbox}@${domain}`
  for (let count = 2; taken.has(email); count++) email = `${mailbox}${count}@${domain}`
  taken.add(email)
  return email
}

/** RFC 3339 with microseconds: one in ten fell on a whole second. */
function signUpText(seconds: number, random: Random): string {
  const micros = random.chance(10) ? 0 : random.between(1, 999_999)
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`
}

/** Letters that Unicode does not decompose into a base letter and an accent. */
const undecomposed: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', đ: 'd', ı: 'i' }

function foldToAscii(name: string): string {
  const base = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
  return base.replace(/[^a-z]/g, (letter) => undecomposed[letter] ?? '')
}
