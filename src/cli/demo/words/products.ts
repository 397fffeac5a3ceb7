/** What the demo's shop sells: 25 products of each category, named `adjective noun, detail`. */
export interface Category {
  readonly name: string
  /** Begins the SKUs: `YRN-0007`. */
  readonly prefix: string
  readonly adjectives: readonly string[]
  readonly nouns: readonly string[]
  readonly details: readonly string[]
  /** Cents. */
  readonly price: readonly [low: number, high: number]
  /** Grams; null: nothing is sent. */
  readonly grams: readonly [low: number, high: number] | null
  readonly sentences: readonly string[]
}

const words = (text: string): string[] => text.split(', ')
const colours = words('moss green, indigo, madder red, oat, charcoal, saffron, dusk blue, rosé, natural white, walnut')

export const categories: readonly Category[] = [
  {
    name: 'Yarn',
    prefix: 'YRN',
    adjectives: words('Soft, Rustic, Sock-weight, Bulky, Hand-dyed'),
    nouns: words('Merino Yarn, Alpaca Yarn, Linen Yarn, Cotton Yarn, Silk Yarn'),
    details: colours,
    price: [450, 2900],
    grams: [50, 200],
    sentences: [
      'Spun in small batches.',
      'Even, with a good twist.',
      'Holds its colour in the wash.',
      '100 g a skein.',
    ],
  },
  {
    name: 'Looms',
    prefix: 'LOM',
    adjectives: words('Folding, Small, Large, Beginner’s, Studio'),
    nouns: words('Table Loom, Floor Loom, Rigid Heddle Loom, Inkle Loom, Tapestry Loom'),
    details: words('4 shafts, 8 shafts, beech, birch, ash, 40 cm, 60 cm, 80 cm'),
    price: [8900, 249000],
    grams: [1800, 46000],
    sentences: [
      'Arrives in two boxes.',
      'Oiled, not varnished.',
      'Assembled in half an hour.',
      'Heddles are included.',
    ],
  },
  {
    name: 'Fabric',
    prefix: 'FAB',
    adjectives: words('Washed, Heavy, Fine, Checked, Striped'),
    nouns: words('Linen, Wool Twill, Cotton Poplin, Canvas, Denim'),
    details: colours,
    price: [890, 4600],
    grams: [120, 480],
    sentences: [
      'Sold by the metre.',
      '140 cm wide.',
      'Shrinks by 3 % in the first wash.',
      'Woven on old shuttle looms.',
    ],
  },
  {
    name: 'Dyes',
    prefix: 'DYE',
    adjectives: words('Natural, Concentrated, Powdered, Liquid, Lightfast'),
    nouns: words('Indigo, Madder, Weld, Cochineal, Walnut Dye'),
    details: words('50 g, 100 g, 250 g, 500 g, 1 kg'),
    price: [690, 5400],
    grams: [50, 1000],
    sentences: ['Needs a mordant.', 'For wool, silk and cotton.', 'Wear gloves.', 'A little goes a long way.'],
  },
  {
    name: 'Needles',
    prefix: 'NDL',
    adjectives: words('Bamboo, Steel, Rosewood, Carbon, Birch'),
    nouns: words('Knitting Needles, Circular Needles, Crochet Hooks, Tapestry Needles, Cable Needles'),
    details: words('2.5 mm, 3 mm, 3.5 mm, 4 mm, 5 mm, 6 mm, 8 mm'),
    price: [290, 3400],
    grams: [8, 90],
    sentences: ['Smooth tips.', 'Light in the hand.', 'Does not snag.', 'In a cotton pouch.'],
  },
  {
    name: 'Buttons',
    prefix: 'BTN',
    adjectives: words('Round, Square, Carved, Polished, Antique'),
    nouns: words('Horn Buttons, Shell Buttons, Wooden Buttons, Brass Buttons, Glass Buttons'),
    details: words('set of 4, set of 6, set of 8, set of 12, 15 mm, 20 mm, 25 mm'),
    price: [150, 1900],
    grams: [5, 60],
    sentences: ['No two are alike.', 'Two holes.', 'Four holes.', 'Made from what others throw away.'],
  },
  {
    name: 'Books',
    prefix: 'BOK',
    adjectives: words('The Little Book of, A Year of, Advanced, The Joy of, 101 Patterns for'),
    nouns: words('Weaving, Knitting, Natural Dyeing, Mending, Basketry'),
    details: words('paperback, hardcover, second edition, spiral-bound, pocket edition'),
    price: [1290, 4900],
    grams: [180, 1400],
    sentences: ['With drawings for every step.', '“The one I lend out most.”', '192 pages.', 'Lies flat when open.'],
  },
  {
    name: 'Kits',
    prefix: 'KIT',
    adjectives: words('First, Weekend, Children’s, Travel, Winter'),
    nouns: words('Scarf Kit, Wall Hanging Kit, Cushion Kit, Mitten Kit, Rag Rug Kit'),
    details: colours,
    price: [1900, 8900],
    grams: [250, 1900],
    sentences: [
      'Everything you need, nothing more.',
      'About six hours of work.',
      'For hands of all ages.',
      'Instructions in five languages.',
    ],
  },
  {
    name: 'Baskets',
    prefix: 'BSK',
    adjectives: words('Round, Tall, Low, Lidded, Handled'),
    nouns: words('Willow Basket, Seagrass Basket, Rush Basket, Bread Basket, Yarn Basket'),
    details: words('small, medium, large, extra large, set of 3'),
    price: [1400, 9800],
    grams: [200, 2400],
    sentences: ['Woven by hand.', 'Smells of hay for a while.', 'Stands by itself.', 'Wipe clean.'],
  },
  {
    name: 'Blankets',
    prefix: 'BLK',
    adjectives: words('Twill, Waffle, Herringbone, Double-woven, Fringed'),
    nouns: words('Lambswool Blanket, Cotton Blanket, Mohair Throw, Baby Blanket, Picnic Blanket'),
    details: colours,
    price: [3900, 28900],
    grams: [300, 2200],
    sentences: [
      'Warm without being heavy.',
      'Gets softer with every year.',
      '130 × 180 cm.',
      'Mothproofed with cedar.',
    ],
  },
  {
    name: 'Clothing',
    prefix: 'CLO',
    adjectives: words('Knitted, Felted, Woven, Quilted, Mended'),
    nouns: words('Jumper, Scarf, Waistcoat, Mittens, Beanie'),
    details: colours,
    price: [1900, 18900],
    grams: [60, 900],
    sentences: ['Runs large.', 'Machine washable at 30 °C.', 'Comes with a darning thread.', 'Size on request.'],
  },
  {
    name: 'Courses',
    prefix: 'CRS',
    adjectives: words('Online, Evening, Weekend, Intensive, Free'),
    nouns: words('Weaving Course, Knitting Course, Dyeing Course, Mending Course, Spinning Course'),
    details: words('beginners, intermediate, advanced, in English, auf Deutsch, en français'),
    price: [1500, 29000],
    grams: null,
    sentences: [
      'Eight lessons.',
      'Watch as often as you like.',
      'Ask the teacher on Thursdays.',
      'Bring your own needles.',
    ],
  },
]
