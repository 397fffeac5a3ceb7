import { centsToText } from './cents.ts'
import { createRandom, type Random } from './random.ts'
import type { ProductRow } from './rows.ts'
import { categories, type Category } from './words/products.ts'

const perCategory = 25

/** Makes 25 products of each category, no two with one name. Some have no description, some are no longer sold. */
export function makeProducts(): ProductRow[] {
  return categories.flatMap((category) => {
    const random = createRandom(`products ${category.name}`)
    return pickNames(category, random).map((name, index): ProductRow => {
      const sku = `${category.prefix}-${String(index + 1).padStart(4, '0')}`
      return {
        sku,
        name,
        category: category.name,
        price: centsToText(name.startsWith('Free ') ? 0 : makePrice(category, random)),
        description: random.chance(8) ? null : describe(category, random),
        weight: category.grams && random.between(...category.grams) / 1000,
        active: !random.chance(6),
      }
    })
  })
}

function pickNames(category: Category, random: Random): string[] {
  const names = category.adjectives.flatMap((adjective) =>
    category.nouns.map((noun) => `${adjective} ${noun}, ${random.pick(category.details)}`),
  )
  return random.shuffle(names).slice(0, perCategory)
}

/** Shop prices: 12.00, 12.50, 12.90, 12.95 or 12.99. */
function makePrice(category: Category, random: Random): number {
  const units = Math.floor(random.between(...category.price) / 100)
  return units * 100 + random.pick([0, 50, 90, 95, 99])
}

function describe(category: Category, random: Random): string {
  return random.shuffle(category.sentences).slice(0, random.between(1, 3)).join(' ')
}
