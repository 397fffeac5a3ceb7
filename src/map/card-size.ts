/** Height of a column's row on a card, and of the card's head. */
export const ROW = 18
export const HEAD = 30
