/** What customers say, by the stars they give: an opening and, often, a remark. */
export const openings: Readonly<Record<number, readonly string[]>> = {
  1: ['Came broken.', 'Not what the picture shows.', 'I sent it back.', 'Ein Reinfall.', 'Never again.'],
  2: ['Expected more.', 'It works, barely.', 'Bof.', 'The colour is off.', 'Thin.'],
  3: ['It is all right.', 'Fine for the price.', 'Does what it says.', 'Geht so.', 'Neither good nor bad.'],
  4: ['Very nice.', 'I like it.', 'Well made.', 'Sehr schön.', 'Almost perfect.', 'Muy bonito.'],
  5: [
    'Wonderful!',
    'Exactly what I was looking for.',
    'Best I have had.',
    'Parfait !',
    'Großartig!',
    '最高です。',
    'My third one.',
  ],
}

export const remarks: readonly string[] = [
  'Delivery took nine days.',
  'Delivery was quick.',
  'The box was far too big.',
  'My daughter loves it.',
  'I would buy it again.',
  'Smells a little at first.',
  'Instructions could be clearer.',
  'Feels solid.',
  'A bit smaller than I thought.',
  'Good value.',
  'The wool is lovely 🧶',
  'Five stars for the wrapping 🎁',
]

/** Bodies that a careless layer breaks: quotes, a backslash, line breaks, emoji beyond the first plane, an empty text. */
export const oddBodies: readonly string[] = [
  'He said "soft as a cloud", and for once he was right.',
  'Back\\slash and tab\there, for the record.',
  'First line.\nSecond line.\r\nThird line.',
  '👩‍🎨🧵🐑 — best ⭐️⭐️⭐️⭐️⭐️',
  "'; DROP TABLE reviews; --",
  'مريح جدا',
  '100 % wool_or_so (like the label says)',
  '',
]
